using DeployMcp.Domain.Deployments;
using DeployMcp.Workflows.Accounts;
using DeployMcp.Workflows.Deployments;
using Temporalio.Workflows;

namespace DeployMcp.Tests.DeployerWorker.Resources;

/// <summary>As it was deployed before.</summary>
[Workflow("DeployServiceWorkflow")]
public class DeployServiceBefore
{
    private static ActivityOptions Options => new() { StartToCloseTimeout = TimeSpan.FromSeconds(60), RetryPolicy = new() { InitialInterval = TimeSpan.FromMilliseconds(50) } };

    [WorkflowRun]
    public async Task<DeployServiceResult> RunAsync(DeployServiceInput input)
    {
        var step = new DeploymentStep(input.ServiceId, input.DeploymentId);
        await Workflow.ExecuteActivityAsync((IDeployActivities a) => a.ResolveCommitAsync(step), Options);
        await Workflow.ExecuteActivityAsync((IDeployActivities a) => a.BuildReleaseAsync(step), Options);
        await Workflow.ExecuteActivityAsync((IDeployActivities a) => a.ApplyRevisionAsync(step), Options);
        await Workflow.ExecuteActivityAsync((IDeployActivities a) => a.WaitForRolloutAsync(step), Options);
        await Workflow.ExecuteActivityAsync((IDeployActivities a) => a.SwitchTrafficAsync(step), Options);
        return new DeployServiceResult(DeploymentStatus.Active, null);
    }
}

/// <summary>The same.</summary>
[Workflow("DeleteAccountWorkflow")]
public class DeleteAccountBefore
{
    private static ActivityOptions Options => new() { StartToCloseTimeout = TimeSpan.FromSeconds(60), RetryPolicy = new() { InitialInterval = TimeSpan.FromMilliseconds(50) } };

    [WorkflowRun]
    public async Task RunAsync(DeleteAccountInput input)
    {
        await Workflow.ExecuteActivityAsync((IAccountRemovalActivities a) => a.CloseAsync(input), Options);
        await Workflow.ExecuteActivityAsync((IAccountRemovalActivities a) => a.RemoveServicesAsync(input), Options);
        await Workflow.ExecuteActivityAsync((IAccountRemovalActivities a) => a.RemoveReposAsync(input), Options);
        await Workflow.ExecuteActivityAsync((IAccountRemovalActivities a) => a.RemoveUserAsync(input), Options);
    }
}
