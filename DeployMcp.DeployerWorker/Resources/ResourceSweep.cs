using DeployMcp.Data.Resources;
using DeployMcp.Domain.Identity;
using DeployMcp.ServiceDefaults;
using DeployMcp.Workflows.Resources;

namespace DeployMcp.DeployerWorker.Resources;

/// <summary>
/// Every few seconds: starts what whoever asked for it could not start any more, and removes what can't be brought back. Now and
/// then: removes databases that no resource owns.
/// </summary>
internal sealed partial class ResourceSweep(
    ProvisioningStore store, ResourceWorkflowClient workflows, OrphanDatabases orphans, TimeProvider time, ILogger<ResourceSweep> logger) : PeriodicService(Interval, time, logger)
{
    private const int RoundsBetweenOrphans = 20;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private int _round;

    public override async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var id in await store.ListUnfinishedAsync(Interval))
        {
            LogStarting(id);
            await workflows.StartProvisioningAsync(id);
        }

        foreach (var id in await store.ListRemovableAsync())
        {
            await workflows.StartRemovalAsync(id);
        }

        if (_round++ % RoundsBetweenOrphans == 0)
        {
            await orphans.RemoveAsync(cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Making resource {Resource} goes on")]
    private partial void LogStarting(ResourceId resource);
}
