using System.Linq.Expressions;
using Temporalio.Client.Interceptors;
using Temporalio.Worker;

namespace Temporalio.Client;

/// <summary>A connection that clients share.</summary>
public interface ITemporalConnection
{
    bool IsConnected { get; }

    TemporalConnectionOptions Options { get; }

    /// <summary>Connects now; without effect where it is connected.</summary>
    Task ConnectAsync();
}

/// <summary>Starts workflows and talks to them.</summary>
public interface ITemporalClient : IWorkerClient
{
    ITemporalConnection Connection { get; }

    ClientOutboundInterceptor OutboundInterceptor { get; }

    /// <exception cref="Exceptions.WorkflowAlreadyStartedException">The id is taken by the policies.</exception>
    /// <exception cref="Exceptions.RpcException">The engine cannot be reached or refuses.</exception>
    Task<WorkflowHandle<TWorkflow, TResult>> StartWorkflowAsync<TWorkflow, TResult>(
        Expression<Func<TWorkflow, Task<TResult>>> workflowRunCall, WorkflowOptions options);

    Task<WorkflowHandle<TWorkflow>> StartWorkflowAsync<TWorkflow>(
        Expression<Func<TWorkflow, Task>> workflowRunCall, WorkflowOptions options);

    Task<WorkflowHandle> StartWorkflowAsync(string workflow, IReadOnlyCollection<object?> args, WorkflowOptions options);

    WorkflowHandle GetWorkflowHandle(string id, string? runId = null, string? firstExecutionRunId = null);

    WorkflowHandle<TWorkflow> GetWorkflowHandle<TWorkflow>(string id, string? runId = null, string? firstExecutionRunId = null);

    WorkflowHandle<TWorkflow, TResult> GetWorkflowHandle<TWorkflow, TResult>(string id, string? runId = null, string? firstExecutionRunId = null);
}
