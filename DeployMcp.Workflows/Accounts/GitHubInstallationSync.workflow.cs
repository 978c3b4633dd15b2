using Temporalio.Workflows;

namespace DeployMcp.Workflows.Accounts;

/// <summary>
/// Brings what is stored of an installation to what GitHub says. Events only say that something changed: they come twice, late and
/// in any order. One that comes while GitHub is being asked has it asked again.
/// </summary>
[Workflow]
public class GitHubInstallationSyncWorkflow
{
    private bool _hasChanged;

    [WorkflowRun]
    public async Task RunAsync(SyncInstallationInput input)
    {
        do
        {
            _hasChanged = false;
            await Workflow.ExecuteActivityAsync((IInstallationActivities a) => a.SyncAsync(input), AccountPolicies.Asking);
        }
        while (_hasChanged);
    }

    [WorkflowSignal]
    public Task ChangedAsync()
    {
        _hasChanged = true;
        return Task.CompletedTask;
    }
}
