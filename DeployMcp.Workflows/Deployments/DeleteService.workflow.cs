using Temporalio.Workflows;

namespace DeployMcp.Workflows.Deployments;

/// <summary>Removes a service whose name is already free again. Nothing stops it before all is gone.</summary>
[Workflow]
public class DeleteServiceWorkflow
{
    [WorkflowRun]
    public async Task RunAsync(DeleteServiceInput input)
    {
        await Workflow.ExecuteActivityAsync((IDeleteActivities a) => a.CancelDeploymentsAsync(input), DeployPolicies.CleanUp);
        await Workflow.ExecuteActivityAsync((IDeleteActivities a) => a.RemoveRuntimeAsync(input), DeployPolicies.CleanUp);
        await Workflow.ExecuteActivityAsync((IDeleteActivities a) => a.RemoveRecordAsync(input), DeployPolicies.CleanUp);
    }
}
