using DeployMcp.Data.Resources;
using DeployMcp.Data.Services;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Resources;
using DeployMcp.Domain.Security;
using DeployMcp.Domain.Services;
using DeployMcp.Platform.Secrets;

namespace DeployMcp.DeployerWorker.Deployments;

/// <summary>A service's variables, decrypted only here and only for as long as a step needs them.</summary>
internal sealed class ServiceVariables(EnvVarStore store, ServiceResourceStore attached, ResourceStore resources, SecretCipher cipher)
{
    public async Task<IReadOnlyList<EnvVar>> ReadAsync(ServiceId id)
        => [.. (await store.ListAsync(id)).Select(v => new EnvVar(v.Key, cipher.Decrypt(id.Value, v.Key, v.Value)))];

    /// <summary>What a revision is started with: those of its databases too, unless the user has set one of the same name.</summary>
    public async Task<IReadOnlyList<EnvVar>> ReadForRuntimeAsync(ServiceId id)
    {
        var own = await ReadAsync(id);
        var taken = own.Select(v => v.Key).ToHashSet(StringComparer.Ordinal);
        return [.. (await ReadOfResourcesAsync(id)).Where(v => !taken.Contains(v.Key)), .. own];
    }

    /// <summary>Changes with any variable's value, and says nothing of it.</summary>
    public string DigestOf(ServiceId id, IEnumerable<EnvVar> variables) => cipher.Digest(id.Value, variables.Select(v => KeyValuePair.Create(v.Key, v.Value)));

    /// <summary>Read anew each time: a database that was brought back, or whose token was changed, has another one.</summary>
    private async Task<IReadOnlyList<EnvVar>> ReadOfResourcesAsync(ServiceId id)
    {
        var all = await attached.ListAsync(id);
        var secrets = new Dictionary<(string, string), Sensitive>();
        foreach (var resource in all.Select(r => r.Resource))
        {
            foreach (var secret in await resources.ReadSecretsAsync(resource.Id))
            {
                secrets[(resource.Name, secret.Name)] = cipher.Decrypt(resource.Id.Value, secret.Name, secret.Value);
            }
        }

        return
        [
            .. from variable in ResourceVariables.Of([.. all.Select(r => r.Use)])
               let kind = variable.IsToken ? EncryptedSecret.AuthToken : EncryptedSecret.Url
               where secrets.ContainsKey((variable.Resource, kind))
               select new EnvVar(variable.Key, secrets[(variable.Resource, kind)]),
        ];
    }
}
