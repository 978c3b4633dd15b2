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

    private static WorkflowOptions OneAtATime(string id)
        => new(id, TaskQueues.Default) { IdConflictPolicy = WorkflowIdConflictPolicy.UseExisting };
}
