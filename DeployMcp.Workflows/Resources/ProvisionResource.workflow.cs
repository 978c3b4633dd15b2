using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace DeployMcp.Workflows.Resources;

/// <summary>From a row to a database that answers. Whatever a crash leaves half done, the next run finds and finishes.</summary>
[Workflow]
public class ProvisionResourceWorkflow
{
    [WorkflowRun]
    public async Task RunAsync(ResourceInput input)
    {
        try
        {
            await Workflow.ExecuteActivityAsync((IResourceActivities a) => a.EnsureDatabaseAsync(input), ResourcePolicies.Making);
            await Workflow.ExecuteActivityAsync((IResourceActivities a) => a.StoreTokenAsync(input), ResourcePolicies.Making);
        }
        catch (ActivityFailureException)
        {
            await Workflow.ExecuteActivityAsync((IResourceActivities a) => a.RecordFailureAsync(input), ResourcePolicies.Removing);
        }
    }
}
