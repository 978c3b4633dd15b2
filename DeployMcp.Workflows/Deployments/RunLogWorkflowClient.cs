using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Security;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace DeployMcp.Workflows.Deployments;

/// <summary>Asks the deployer for a service's run log; who asks for the same meanwhile gets the same answer.</summary>
public sealed class RunLogWorkflowClient(ITemporalClient client)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    /// <exception cref="TimeoutException">No deployer answered within 8 s, or its runtime didn't.</exception>
    public async Task<EncryptedValue> ReadAsync(ReadRunLogInput input, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            var run = await client.StartWorkflowAsync((ReadRunLogWorkflow w) => w.RunAsync(input), Options(input));
            return await run.GetResultAsync(rpcOptions: new RpcOptions { CancellationToken = limit.Token });
        }
        catch (WorkflowFailedException e)
        {
            throw new TimeoutException("The deployer could not read the run log.", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("No deployer answered in time.", e);
        }
    }

    private static WorkflowOptions Options(ReadRunLogInput input) => new(WorkflowId.ForRunLog(input.ServiceId, input.Lines), TaskQueues.Deployer())
    {
        IdConflictPolicy = WorkflowIdConflictPolicy.UseExisting,
        ExecutionTimeout = Patience,
    };
}
