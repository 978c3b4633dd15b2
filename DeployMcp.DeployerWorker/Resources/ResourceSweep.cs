using DeployMcp.Data.Resources;
using DeployMcp.Domain.Identity;
using DeployMcp.Workflows.Resources;

namespace DeployMcp.DeployerWorker.Resources;

/// <summary>
/// Every few seconds: starts what whoever asked for it could not start any more, and removes what can't be brought back. Now and
/// then: removes databases that no resource owns.
/// </summary>
internal sealed partial class ResourceSweep(
    ProvisioningStore store, ResourceWorkflowClient workflows, OrphanDatabases orphans, TimeProvider time, ILogger<ResourceSweep> logger) : BackgroundService
{
    private const int RoundsBetweenOrphans = 20;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var round = 0;
        do
        {
            try
            {
                await RunAsync();
                if (round++ % RoundsBetweenOrphans == 0)
                {
                    await orphans.RemoveAsync(stoppingToken);
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    internal async Task RunAsync()
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
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Making resource {Resource} goes on")]
    private partial void LogStarting(ResourceId resource);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Looking after resources failed; the next round comes soon")]
    private partial void LogFailed(Exception e);
}
