using Temporalio.Workflows;

namespace DeployMcp.Workflows.Accounts;

/// <summary>
/// Removes a person with all that is theirs. First nothing works any more, last goes the row that holds their name: whenever it
/// is cut short, the account is closed and its names are taken, and the next try goes on from there.
/// </summary>
[Workflow]
public class DeleteAccountWorkflow
{
    [WorkflowRun]
    public async Task RunAsync(DeleteAccountInput input)
    {
        do
        {
            await Workflow.ExecuteActivityAsync((IAccountRemovalActivities a) => a.CloseAsync(input), AccountPolicies.Quick);
            await Workflow.ExecuteActivityAsync((IAccountRemovalActivities a) => a.RemoveServicesAsync(input), AccountPolicies.Long);
            await Workflow.ExecuteActivityAsync((ITenantActivities a) => a.RemoveTenantAsync(input), AccountPolicies.WhereServicesRun);
            await Workflow.ExecuteActivityAsync((IAccountRemovalActivities a) => a.RemoveReposAsync(input), AccountPolicies.Long);
        }
        while (!await Workflow.ExecuteActivityAsync((IAccountRemovalActivities a) => a.RemoveUserAsync(input), AccountPolicies.Quick));
    }
}
