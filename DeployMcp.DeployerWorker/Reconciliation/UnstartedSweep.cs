using DeployMcp.Data.Deployments;
using DeployMcp.Data.Services;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Identity;
using DeployMcp.ServiceDefaults;
using DeployMcp.Workflows.Deployments;

namespace DeployMcp.DeployerWorker.Reconciliation;

/// <summary>Starts the workflows that whoever queued them could not start any more: it died between its transaction and the start.</summary>
internal sealed partial class UnstartedSweep(
    DeploymentQueue queue, ServiceStore services, DeploymentWorkflowClient workflows, TimeProvider time, ILogger<UnstartedSweep> logger)
    : PeriodicService(Interval, time, logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    public override async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var deployment in await queue.ListUnstartedAsync(Interval))
        {
            // One that was superseded or cancelled before its workflow began needs none.
            if (deployment.Status.IsInProgress())
            {
                LogStarting(deployment.Id);
                await workflows.StartAsync(deployment);
            }

            await queue.MarkStartedAsync(deployment.Id);
        }

        foreach (var service in await services.ListDeletedAsync())
        {
            await workflows.StartDeleteAsync(service);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Starting deployment {Deployment}, which was queued and not started")]
    private partial void LogStarting(DeploymentId deployment);
}
