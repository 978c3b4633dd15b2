using System.Linq.Expressions;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace DeployMcp.Workflows.Questions;

/// <summary>
/// What the product plane wants to know from where services and databases are, and can't reach by itself: a short workflow whose result is
/// the answer. Who asks the same meanwhile gets the same answer.
/// </summary>
internal static class DeployerQuestion
{
    /// <param name="id">The same for the same question.</param>
    /// <param name="patience">After this long nobody waits for the answer any more.</param>
    /// <exception cref="TimeoutException">No deployer answered in time, or what it asked didn't.</exception>
    public static async Task<TAnswer> AskAsync<TWorkflow, TAnswer>(
        this ITemporalClient client, Expression<Func<TWorkflow, Task<TAnswer>>> run, string id, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            var asked = await client.StartWorkflowAsync(run, Options(id, patience));
            return await asked.GetResultAsync(rpcOptions: new RpcOptions { CancellationToken = limit.Token });
        }
        catch (WorkflowFailedException e)
        {
            throw new TimeoutException("The deployer could not answer.", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("No deployer answered in time.", e);
        }
    }

    private static WorkflowOptions Options(string id, TimeSpan patience) => new(id, TaskQueues.Deployer())
    {
        IdConflictPolicy = WorkflowIdConflictPolicy.UseExisting,
        ExecutionTimeout = patience,
    };
}
