using DeployMcp.Data.Resources;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Resources;
using DeployMcp.Domain.Security;
using DeployMcp.Platform.Secrets;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Calls;
using DeployMcp.Workflows.Resources;

namespace DeployMcp.Server.Resources;

/// <param name="Url">Null until it is ready, and where the caller may not see it.</param>
/// <param name="AuthToken">The same; null too for an external one without.</param>
/// <param name="Usage">Null for an external one, and where it can't be said now.</param>
/// <param name="IsWithheld">A key that only reads sees no token, and no URL that may hold a password.</param>
public sealed record ResourceDetails(ResourceOverview Overview, Sensitive? Url, Sensitive? AuthToken, ResourceUsage? Usage, bool IsWithheld);

/// <summary>One database: how one gets in, how large it is and who uses it.</summary>
public sealed partial class GetResource(ResourceStore resources, ResourceWorkflowClient deployer, SecretCipher cipher, ILogger<GetResource> logger)
{
    /// <param name="withSecrets">Whether URL and token are wanted at all.</param>
    /// <exception cref="RefusalException">The caller has no such resource.</exception>
    public async Task<ResourceDetails> RunAsync(Caller caller, string name, bool withSecrets, CancellationToken cancellationToken)
    {
        var resource = (DnsLabel.IsValid(name) ? await resources.FindAsync(caller.UserId, caller.Project, name) : null)
            ?? throw await ResourceRefusals.NotThereAsync(resources, caller, name);
        var mayKnow = caller.Scope >= KeyScope.Deploy;
        var secrets = withSecrets && resource.Status == ResourceStatus.Ready
            ? (await resources.ReadSecretsAsync(resource.Id)).ToDictionary(s => s.Name, s => cipher.Decrypt(resource.Id.Value, s.Name, s.Value), StringComparer.Ordinal)
            : [];
        return new ResourceDetails(
            new ResourceOverview(resource, await resources.ListServicesAsync(resource.Id)),
            (mayKnow || resource.Type == ResourceType.Sqlite) && secrets.TryGetValue(EncryptedSecret.Url, out var url) ? url : null,
            mayKnow && secrets.TryGetValue(EncryptedSecret.AuthToken, out var token) ? token : null,
            await MeasureAsync(resource, cancellationToken),
            IsWithheld: withSecrets && !mayKnow);
    }

    /// <summary>A deployer or provider that doesn't answer keeps nobody from the rest.</summary>
    private async Task<ResourceUsage?> MeasureAsync(Resource resource, CancellationToken cancellationToken)
    {
        if (resource is not { Status: ResourceStatus.Ready, Type: ResourceType.Sqlite })
        {
            return null;
        }

        try
        {
            return await deployer.MeasureAsync(resource.Id, cancellationToken);
        }
        catch (TimeoutException e)
        {
            LogNotMeasured(e, resource.Id);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Resource {Resource} could not be measured")]
    private partial void LogNotMeasured(Exception e, ResourceId resource);
}
