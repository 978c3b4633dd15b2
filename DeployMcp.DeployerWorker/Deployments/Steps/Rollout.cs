using DeployMcp.Data.Deployments;
using DeployMcp.DeployerWorker.Deployments.Logs;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Failures;
using DeployMcp.Planning.Runtime;
using DeployMcp.Platform.Runtimes;

namespace DeployMcp.DeployerWorker.Deployments.Steps;

/// <summary>From a release to a revision that answers its health probe, and then to the one that serves.</summary>
internal sealed class Rollout(
    DeploymentScope scope, DeploymentStore deployments, Releases releases, IServiceRuntime runtime, Traffic traffic, ServiceUrls urls, DeploymentLogs logs)
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
            var state = await WaitUntilReadyAsync(work, cancellationToken);
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
        // An agent that was restarted in between has to bring the revision up before the row says that it serves.
        if (work.Deployment.Status != DeploymentStatus.Active)
        {
            await WaitUntilReadyAsync(work, cancellationToken);
        }

        if (!await deployments.TryActivateAsync(work.Deployment.Id))
        {
            throw DeploymentScope.NoLongerWanted();
        }

        if (!await traffic.FollowAsync(work.Service, work.Deployment, cancellationToken))
        {
            await ApplyRevisionAsync(work.Deployment, cancellationToken);
            throw new HttpRequestException("The node agent lost the revision while traffic was switched.");
        }

        await releases.RetireAsync(work.Service.Id);
        await logs.WriteAsync(work.Deployment.Id, $"Live at {urls.Of(work.Service)}");
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
                    throw new HttpRequestException($"The node agent failed to run the revision: {state.Failure?.Message}");
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
