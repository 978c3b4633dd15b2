using DeployMcp.Data.Resources;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Resources;
using DeployMcp.Platform.Databases;

namespace DeployMcp.DeployerWorker.Resources;

/// <summary>How much a database holds, by its provider.</summary>
internal sealed class ResourceMeasurement(ResourceStore resources, DatabaseProviders providers)
{
    /// <returns>Null for an external one, one that isn't ready, and one that the provider no longer has.</returns>
    /// <exception cref="DatabaseRefusedException">Its provider is not configured any more.</exception>
    public async Task<ResourceUsage?> RunAsync(ResourceId id, CancellationToken cancellationToken)
        => await resources.FindAsync(id) is { Status: ResourceStatus.Ready, Provider: { } provider, Reference: { } reference }
            ? await providers.Named(provider).MeasureAsync(reference, cancellationToken)
            : null;
}
