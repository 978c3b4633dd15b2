using DeployMcp.Data.Resources;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Resources;
using DeployMcp.Platform.Databases;

namespace DeployMcp.DeployerWorker.Resources;

/// <summary>Takes deleted databases out of use, and removes their data when they can't be brought back any more.</summary>
internal sealed partial class ResourceRemoval(ResourceStore resources, ProvisioningStore provisioning, DatabaseProviders providers, ILogger<ResourceRemoval> logger)
{
    public async Task RevokeTokensAsync(ResourceId id, CancellationToken cancellationToken)
    {
        await using var held = await provisioning.LockAsync(id, cancellationToken);
        if (await resources.FindAsync(id) is not { Status: ResourceStatus.Deleted, Type: not ResourceType.External } resource)
        {
            return;
        }

        if (resource.Reference is { } reference)
        {
            await providers.Named(resource.Provider!).RevokeTokensAsync(reference, cancellationToken);
        }

        await provisioning.ForgetTokenAsync(id);
    }

    public async Task PurgeAsync(ResourceId id, CancellationToken cancellationToken)
    {
        await using var held = await provisioning.LockAsync(id, cancellationToken);
        if (!await provisioning.IsDueAsync(id) || await resources.FindAsync(id) is not { } resource)
        {
            return;
        }

        if (resource.Reference is { } reference)
        {
            await providers.Named(resource.Provider!).DeleteAsync(reference, cancellationToken);
        }

        await provisioning.RemoveAsync(id);
        LogPurged(id);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Resource {Resource} is gone for good")]
    private partial void LogPurged(ResourceId resource);
}
