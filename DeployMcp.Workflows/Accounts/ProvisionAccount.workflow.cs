using Temporalio.Workflows;

namespace DeployMcp.Workflows.Accounts;

/// <summary>What a new user has from the start: an account on the internal git.</summary>
[Workflow]
public class ProvisionAccountWorkflow
{
    [WorkflowRun]
    public async Task<ProvisionAccountResult> RunAsync(ProvisionAccountInput input)
        => await Workflow.ExecuteActivityAsync(
            (IAccountActivities a) => a.EnsureGitAccountAsync(input),
            AccountPolicies.Quick);
}
