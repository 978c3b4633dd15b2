using DeployMcp.Data.Services;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Services;
using DeployMcp.Platform.Secrets;

namespace DeployMcp.DeployerWorker.Deployments;

/// <summary>A service's variables, decrypted only here and only for as long as a step needs them.</summary>
internal sealed class ServiceVariables(EnvVarStore store, SecretCipher cipher)
{
    public async Task<IReadOnlyList<EnvVar>> ReadAsync(ServiceId id)
        => [.. (await store.ListAsync(id)).Select(v => new EnvVar(v.Key, cipher.Decrypt(id.Value, v.Key, v.Value)))];

    /// <summary>Changes with any variable's value, and says nothing of it.</summary>
    public string DigestOf(ServiceId id, IEnumerable<EnvVar> variables) => cipher.Digest(id.Value, variables.Select(v => KeyValuePair.Create(v.Key, v.Value)));
}
