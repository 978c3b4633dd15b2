using System.Linq.Expressions;
using Temporalio.Client.Interceptors;
using Temporalio.Common;
using Temporalio.Workflows;

namespace Temporalio.Client;

/// <summary>Client for one namespace; safe to share between threads.</summary>
public class TemporalClient : ITemporalClient
{
    public TemporalClient(ITemporalConnection connection, TemporalClientOptions options)
    {
        Connection = connection;
        Options = options;
        OutboundInterceptor = (options.Interceptors ?? []).Reverse().Aggregate(
            (ClientOutboundInterceptor)new ServiceCalls(this), (next, interceptor) => interceptor.InterceptClient(next));
    }

    public ITemporalConnection Connection { get; private init; }

    public TemporalClientOptions Options { get; private init; }

    public ClientOutboundInterceptor OutboundInterceptor { get; private init; }

    internal TemporalConnection TemporalConnection
        => Connection as TemporalConnection ?? throw new InvalidOperationException("The client's connection is not one of this library's.");

    /// <exception cref="Exceptions.RpcException">The engine cannot be reached.</exception>
    public static async Task<TemporalClient> ConnectAsync(TemporalClientConnectOptions options)
    {
        var client = CreateLazy(options);
        await client.Connection.ConnectAsync().ConfigureAwait(false);
        return client;
    }

    /// <summary>A client that connects with its first call; workers refuse it until it has connected.</summary>
    public static TemporalClient CreateLazy(TemporalClientConnectOptions options) => new(new TemporalConnection(options, options.LoggerFactory), options.ToClientOptions());

    public Task<WorkflowHandle<TWorkflow, TResult>> StartWorkflowAsync<TWorkflow, TResult>(
        Expression<Func<TWorkflow, Task<TResult>>> workflowRunCall, WorkflowOptions options)
    {
        var (method, args) = ExpressionUtil.ExtractCall(workflowRunCall);
        return OutboundInterceptor.StartWorkflowAsync<TWorkflow, TResult>(
            new() { Workflow = WorkflowDefinition.NameFromRunMethodForCall(method), Args = args, Options = options });
    }

    public async Task<WorkflowHandle<TWorkflow>> StartWorkflowAsync<TWorkflow>(
        Expression<Func<TWorkflow, Task>> workflowRunCall, WorkflowOptions options)
    {
        var (method, args) = ExpressionUtil.ExtractCall(workflowRunCall);
        return await OutboundInterceptor.StartWorkflowAsync<TWorkflow, ValueTuple>(
            new() { Workflow = WorkflowDefinition.NameFromRunMethodForCall(method), Args = args, Options = options }).ConfigureAwait(false);
    }

    public async Task<WorkflowHandle> StartWorkflowAsync(string workflow, IReadOnlyCollection<object?> args, WorkflowOptions options)
        => await OutboundInterceptor.StartWorkflowAsync<ValueTuple, ValueTuple>(
            new() { Workflow = workflow, Args = args, Options = options }).ConfigureAwait(false);

    public WorkflowHandle GetWorkflowHandle(string id, string? runId = null, string? firstExecutionRunId = null)
        => new(this, id, runId, runId, firstExecutionRunId);

    public WorkflowHandle<TWorkflow> GetWorkflowHandle<TWorkflow>(string id, string? runId = null, string? firstExecutionRunId = null)
        => new(this, id, runId, runId, firstExecutionRunId);

    public WorkflowHandle<TWorkflow, TResult> GetWorkflowHandle<TWorkflow, TResult>(string id, string? runId = null, string? firstExecutionRunId = null)
        => new(this, id, runId, runId, firstExecutionRunId);
}
