using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Identity;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;

namespace DeployMcp.Workflows.Accounts;

/// <summary>Starts the workflows of accounts. Every call may be repeated.</summary>
public sealed class AccountWorkflowClient(ITemporalClient client)
{
    public Task StartDeletionAsync(UserId userId)
        => client.StartWorkflowAsync((DeleteAccountWorkflow w) => w.RunAsync(new DeleteAccountInput(userId)), OneAtATime(WorkflowId.ForAccountDeletion(userId)));

    /// <summary>One that is under way looks once more: what changed may be newer than what it has seen.</summary>
    public async Task StartInstallationSyncAsync(long installation)
    {
        var options = OneAtATime(WorkflowId.ForInstallationSync(installation));
        options.SignalWithStart((GitHubInstallationSyncWorkflow w) => w.ChangedAsync());
        await client.StartWorkflowAsync((GitHubInstallationSyncWorkflow w) => w.RunAsync(new SyncInstallationInput(installation)), options);
    }

    private static WorkflowOptions OneAtATime(string id)
        => new(id, TaskQueues.Default) { IdConflictPolicy = WorkflowIdConflictPolicy.UseExisting };
}
