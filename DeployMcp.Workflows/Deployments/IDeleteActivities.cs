using Temporalio.Activities;

namespace DeployMcp.Workflows.Deployments;

/// <summary>The steps of delete_service. Each may run twice.</summary>
public interface IDeleteActivities
{
    /// <summary>Cancels the workflows of deployments in progress and waits until they have ended.</summary>
    [Activity]
    Task CancelDeploymentsAsync(DeleteServiceInput input);

    /// <summary>Stops the revisions and removes routes, releases, workspaces and logs from the node.</summary>
    [Activity]
    Task RemoveRuntimeAsync(DeleteServiceInput input);

    /// <summary>Removes the rows: from then on nothing of the service is left.</summary>
    [Activity]
    Task RemoveRecordAsync(DeleteServiceInput input);
}
