using DeployMcp.Domain.Deployments;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace DeployMcp.Workflows.Deployments;

/// <summary>
/// From a commit to a revision that serves. Until <c>SwitchTraffic</c> the old revision keeps serving, so the way back from
/// any step is the same: remove what this deployment has made and record how it ended.
/// </summary>
[Workflow]
public class DeployServiceWorkflow
{
    /// <summary>Deployments that began before there were databases go on without that step.</summary>
    private const string ProvisionsResources = "provision-resources";

    [WorkflowRun]
    public async Task<DeployServiceResult> RunAsync(DeployServiceInput input)
    {
        var step = new DeploymentStep(input.ServiceId, input.DeploymentId);
        try
        {
            await Workflow.ExecuteActivityAsync((IDeployActivities a) => a.ResolveCommitAsync(step), DeployPolicies.Quick);
            await Workflow.ExecuteActivityAsync((IDeployActivities a) => a.BuildReleaseAsync(step), DeployPolicies.Build);
            if (Workflow.Patched(ProvisionsResources))
            {
                await Workflow.ExecuteActivityAsync((IDeployActivities a) => a.ProvisionResourcesAsync(step), DeployPolicies.Quick);
            }

            await Workflow.ExecuteActivityAsync((IDeployActivities a) => a.ApplyRevisionAsync(step), DeployPolicies.Quick);
            await Workflow.ExecuteActivityAsync((IDeployActivities a) => a.WaitForRolloutAsync(step), DeployPolicies.Rollout);
            await Workflow.ExecuteActivityAsync((IDeployActivities a) => a.SwitchTrafficAsync(step), DeployPolicies.Quick);
            return new DeployServiceResult(DeploymentStatus.Active, null);
        }
        catch (Exception e) when (e is FailureException || TemporalException.IsCanceledException(e))
        {
            var status = TemporalException.IsCanceledException(e) ? DeploymentStatus.Cancelled : DeploymentStatus.Failed;
            return await Workflow.ExecuteActivityAsync(
                (IDeployActivities a) => a.FinishAsync(new FinishInput(step, status)), DeployPolicies.CleanUp);
        }
    }
}
