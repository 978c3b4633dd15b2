using Temporalio.Workflows;

namespace DeployMcp.Workflows.Resources;

/// <summary>Takes a deleted database out of use at once, and removes its data when it can't be brought back any more.</summary>
[Workflow]
public class RemoveResourceWorkflow
{
    [WorkflowRun]
    public async Task RunAsync(ResourceInput input)
    {
        await Workflow.ExecuteActivityAsync((IResourceActivities a) => a.RevokeTokensAsync(input), ResourcePolicies.Removing);
        await Workflow.ExecuteActivityAsync((IResourceActivities a) => a.PurgeAsync(input), ResourcePolicies.Removing);
    }
}
