using DeployMcp.DeployerWorker.Deployments.Steps;
using DeployMcp.Domain.Deployments;
using DeployMcp.Workflows.Deployments;
using Temporalio.Activities;

namespace DeployMcp.DeployerWorker.Deployments;

/// <summary>The steps of a deployment as the workflow calls them.</summary>
internal sealed class DeployActivities(
    DeploymentScope scope, Heartbeats heartbeats, RunningBuilds builds, ResolveCommit resolve, BuildRelease build, RestoreRelease restore, ProvisionResources provision, Rollout rollout, FinishDeployment finish)
    : IDeployActivities
{
    [Activity]
    public Task ResolveCommitAsync(DeploymentStep step) => scope.RunAsync(step, work => heartbeats.AlongAsync(cancelled => resolve.RunAsync(work, cancelled)));

    [Activity]
    public Task BuildReleaseAsync(DeploymentStep step)
        => scope.RunAsync(step, work => work.Deployment.Trigger == DeploymentTrigger.Rollback ? heartbeats.AlongAsync(stop => restore.RunAsync(work, stop)) : heartbeats.WhileAsync(
            step.DeploymentId,
            wanted => builds.RunAsync(step.DeploymentId, stop => build.RunAsync(work, stop), wanted)));

    [Activity]
    public Task ProvisionResourcesAsync(DeploymentStep step)
        => scope.RunAsync(step, work => heartbeats.AlongAsync(cancelled => provision.RunAsync(work, cancelled)));

    [Activity]
    public Task ApplyRevisionAsync(DeploymentStep step) => scope.RunAsync(step, work => heartbeats.AlongAsync(cancelled => rollout.ApplyAsync(work, cancelled)));

    [Activity]
    public Task WaitForRolloutAsync(DeploymentStep step)
        => scope.RunAsync(step, work => heartbeats.WhileAsync(step.DeploymentId, wanted => rollout.WaitAsync(work, wanted)));

    [Activity]
    public Task SwitchTrafficAsync(DeploymentStep step) => scope.RunAsync(step, work => heartbeats.AlongAsync(cancelled => rollout.SwitchAsync(work, cancelled)));

    [Activity]
    public Task<DeployServiceResult> FinishAsync(FinishInput input) => heartbeats.AlongAsync(cancelled => finish.RunAsync(input, cancelled));
}
