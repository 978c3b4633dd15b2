using Temporalio.Common;
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
            new ActivityOptions
            {
                StartToCloseTimeout = TimeSpan.FromSeconds(30),
                RetryPolicy = new RetryPolicy { InitialInterval = TimeSpan.FromMilliseconds(250), MaximumInterval = TimeSpan.FromSeconds(30) },
            });
}
