using DeployMcp.DeployerWorker.Deployments.Steps;
using DeployMcp.Domain.Deployments;
using DeployMcp.Workflows.Deployments;
using Temporalio.Activities;

namespace DeployMcp.DeployerWorker.Deployments;

/// <summary>The steps of a deployment as the workflow calls them.</summary>
internal sealed class DeployActivities(
    DeploymentScope scope, Heartbeats heartbeats, RunningBuilds builds, ResolveCommit resolve, BuildRelease build, RestoreRelease restore, Rollout rollout, FinishDeployment finish)
    : IDeployActivities
{
    private static CancellationToken Cancelled => ActivityExecutionContext.Current.CancellationToken;

    [Activity]
    public Task ResolveCommitAsync(DeploymentStep step) => scope.RunAsync(step, work => resolve.RunAsync(work, Cancelled));

    [Activity]
    public Task BuildReleaseAsync(DeploymentStep step)
        => scope.RunAsync(step, work => work.Deployment.Trigger == DeploymentTrigger.Rollback ? restore.RunAsync(work, Cancelled) : heartbeats.WhileAsync(
            step.DeploymentId,
            wanted => builds.RunAsync(step.DeploymentId, stop => build.RunAsync(work, stop), wanted)));

    [Activity]
    public Task ApplyRevisionAsync(DeploymentStep step) => scope.RunAsync(step, work => rollout.ApplyAsync(work, Cancelled));

    [Activity]
    public Task WaitForRolloutAsync(DeploymentStep step)
        => scope.RunAsync(step, work => heartbeats.WhileAsync(step.DeploymentId, wanted => rollout.WaitAsync(work, wanted)));

    [Activity]
    public Task SwitchTrafficAsync(DeploymentStep step) => scope.RunAsync(step, work => rollout.SwitchAsync(work, Cancelled));

    [Activity]
    public Task<DeployServiceResult> FinishAsync(FinishInput input) => finish.RunAsync(input, Cancelled);
}
