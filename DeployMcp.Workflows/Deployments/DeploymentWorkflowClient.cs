using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Identity;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace DeployMcp.Workflows.Deployments;

/// <summary>Starts and stops the workflows of services. Every call may be repeated.</summary>
public sealed class DeploymentWorkflowClient(ITemporalClient client)
{
    /// <summary>False when the workflow had been started before.</summary>
    public async Task<bool> StartAsync(Deployment deployment)
    {
        try
        {
            await client.StartWorkflowAsync(
                (DeployServiceWorkflow w) => w.RunAsync(new DeployServiceInput(deployment.ServiceId, deployment.Id)), Once(deployment.WorkflowId));
            return true;
        }
        catch (WorkflowAlreadyStartedException)
        {
            return false;
        }
    }

    public async Task CancelAsync(IEnumerable<string> workflowIds)
    {
        foreach (var id in workflowIds)
        {
            try
            {
                await client.GetWorkflowHandle(id).CancelAsync();
            }
            catch (RpcException e) when (e.Code == RpcException.StatusCode.NotFound)
            {
                // Ended by itself, or never started: nothing is left to cancel.
            }
        }
    }

    /// <summary>Returns when the workflow with that id has ended, however it did; at once when there is none.</summary>
    public async Task WaitAsync(string workflowId, CancellationToken cancellationToken)
    {
        try
        {
            await client.GetWorkflowHandle(workflowId).GetResultAsync(rpcOptions: new RpcOptions { CancellationToken = cancellationToken });
        }
        catch (WorkflowFailedException)
        {
            // Failed or cancelled is ended too.
        }
        catch (RpcException e) when (e.Code == RpcException.StatusCode.NotFound)
        {
            // Never started.
        }
    }

    public async Task StartDeleteAsync(ServiceId serviceId)
    {
        try
        {
            await client.StartWorkflowAsync(
                (DeleteServiceWorkflow w) => w.RunAsync(new DeleteServiceInput(serviceId)), Once(WorkflowId.ForDelete(serviceId)));
        }
        catch (WorkflowAlreadyStartedException)
        {
            // Under way, which is all that was wanted.
        }
    }

    private static WorkflowOptions Once(string id)
        => new(id, TaskQueues.Deployer()) { IdReusePolicy = WorkflowIdReusePolicy.RejectDuplicate };
}
