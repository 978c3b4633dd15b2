using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Resources;
using DeployMcp.Workflows.Questions;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace DeployMcp.Workflows.Resources;

/// <summary>Starts the workflows of databases. Every call may be repeated: of one kind one is under way for each.</summary>
public sealed class ResourceWorkflowClient(ITemporalClient client)
{
    private static readonly TimeSpan MeasuringLimit = TimeSpan.FromSeconds(3);

    public Task StartProvisioningAsync(ResourceId id)
        => client.StartWorkflowAsync((ProvisionResourceWorkflow w) => w.RunAsync(new ResourceInput(id)), OneAtATime(WorkflowId.ForResource(id)));

    public Task StartRemovalAsync(ResourceId id)
        => client.StartWorkflowAsync((RemoveResourceWorkflow w) => w.RunAsync(new ResourceInput(id)), OneAtATime(WorkflowId.ForResourceRemoval(id)));

    /// <summary>Returns when the removal has ended, however it did; at once when there is none.</summary>
    public async Task WaitForRemovalAsync(ResourceId id, CancellationToken cancellationToken)
    {
        try
        {
            await client.GetWorkflowHandle(WorkflowId.ForResourceRemoval(id)).GetResultAsync(rpcOptions: new RpcOptions { CancellationToken = cancellationToken });
        }
        catch (WorkflowFailedException)
        {
            // Terminated by an operator: ended too.
        }
        catch (RpcException e) when (e.Code == RpcException.StatusCode.NotFound)
        {
            // Never started.
        }
    }

    /// <returns>Null when there is nothing that could be measured.</returns>
    /// <exception cref="TimeoutException">No deployer answered within 3 s, or the provider didn't.</exception>
    public Task<ResourceUsage?> MeasureAsync(ResourceId id, CancellationToken cancellationToken)
        => client.AskAsync((MeasureResourceWorkflow w) => w.RunAsync(new ResourceInput(id)), WorkflowId.ForResourceUsage(id), MeasuringLimit, cancellationToken);

    private static WorkflowOptions OneAtATime(string id)
        => new(id, TaskQueues.Deployer()) { IdConflictPolicy = WorkflowIdConflictPolicy.UseExisting };
}
