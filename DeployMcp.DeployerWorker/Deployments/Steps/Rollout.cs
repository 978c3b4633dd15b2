using DeployMcp.DeployerWorker.Deployments.Logs;
using DeployMcp.DeployerWorker.Telemetry;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Failures;
using DeployMcp.Planning.Runtime;
using DeployMcp.Platform.Runtimes;

namespace DeployMcp.DeployerWorker.Deployments.Steps;

/// <summary>From a release to a revision that answers its health probe, and then to the one that serves.</summary>
internal sealed class Rollout(
    DeploymentScope scope, Releases releases, IServiceRuntime runtime, Traffic traffic, ServiceUrls urls, DeploymentLogs logs, DeploymentMetrics metrics)
{
    private static readonly TimeSpan LongPoll = TimeSpan.FromSeconds(20);

    public async Task ApplyAsync(DeploymentWork work, CancellationToken cancellationToken)
    {
        await scope.MoveAsync(work.Deployment, DeploymentStatus.Deploying);
        await ApplyRevisionAsync(work.Deployment, cancellationToken);
        await logs.WriteAsync(work.Deployment.Id, "Starting the new revision beside the one that serves");
    }

    public async Task WaitAsync(DeploymentWork work, CancellationToken cancellationToken)
    {
        try
        {
            var state = await metrics.MeasureRolloutAsync(() => WaitUntilReadyAsync(work, cancellationToken));
            await logs.WriteAsync(work.Deployment.Id, state.Port is { } port ? $"Health check passed on port {port}" : "The site is ready");
        }
        catch (DeploymentFailureException e)
        {
            await logs.WriteAsync(work.Deployment.Id, $"Failed ({e.Failure.Code.ToWire()}): {e.Failure.Message}");
            throw;
        }
    }

    public async Task SwitchAsync(DeploymentWork work, CancellationToken cancellationToken)
    {
        try
        {
            var live = $"Live at {urls.Of(work.Service)}";
            if (!await traffic.TrySwitchAsync(work.Service, work.Deployment, () => logs.WriteAsync(work.Deployment.Id, live), cancellationToken))
            {
                throw DeploymentScope.NoLongerWanted();
            }
        }
        catch (RevisionNotReadyException)
        {
            // The runtime was restarted in between. What it says of the second start is the user's to hear; then it is tried again.
            await WaitUntilReadyAsync(work, cancellationToken);
            throw;
        }

        if (work.Deployment.Status != DeploymentStatus.Active)
        {
            // Not again when only what follows the switch is repeated.
            metrics.CountEnd(DeploymentStatus.Active);
        }

        await releases.RetireAsync(work.Service.Id);
    }

    private async Task<RevisionState> WaitUntilReadyAsync(DeploymentWork work, CancellationToken cancellationToken)
    {
        while (true)
        {
            var state = await runtime.WaitAsync(work.Service.Id, work.Deployment.Id, LongPoll, cancellationToken);
            switch (state?.Phase)
            {
                case RevisionPhase.Ready:
                    return state;
                case RevisionPhase.Failed or RevisionPhase.Crashed when state.Failure is { Code: not FailureCode.PlatformFault } failure:
                    throw new DeploymentFailureException(failure);
                case RevisionPhase.Failed or RevisionPhase.Crashed:
                    // Ours: forgotten, so that the next attempt starts it afresh.
                    await runtime.RemoveAsync(work.Service.Id, work.Deployment.Id, cancellationToken);
                    throw new HttpRequestException($"The runtime failed to run the revision: {state.Failure?.Message}");
                case null or RevisionPhase.Stopped:
                    // Restarted without it, or replaced by a newer one: only the row tells.
                    await scope.MoveAsync(work.Deployment, DeploymentStatus.Deploying);
                    await ApplyRevisionAsync(work.Deployment, cancellationToken);
                    break;
                default:
                    break;
            }
        }
    }

    private async Task ApplyRevisionAsync(Deployment deployment, CancellationToken cancellationToken)
        => await runtime.ApplyAsync(
            await releases.FindSpecAsync(deployment) ?? throw new InvalidOperationException("The deployment has no release."), cancellationToken);
}
