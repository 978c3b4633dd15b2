using System.Linq.Expressions;
using System.Reflection;
using Temporalio.Api.Enums.V1;
using Temporalio.Common;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace Temporalio.Client;

/// <summary>A workflow to talk to.</summary>
/// <param name="Client">Client used for the calls.</param>
/// <param name="Id">Workflow id.</param>
/// <param name="RunId">Run that signals and queries go to; null for the latest, as after a start.</param>
/// <param name="ResultRunId">Run whose result is waited for.</param>
/// <param name="FirstExecutionRunId">Cancel and terminate only a chain that began with this run.</param>
public record WorkflowHandle(
    ITemporalClient Client, string Id, string? RunId = null, string? ResultRunId = null, string? FirstExecutionRunId = null)
{
    /// <exception cref="WorkflowFailedException">The workflow did not complete; the cause is the inner exception.</exception>
    public Task GetResultAsync(bool followRuns = true, RpcOptions? rpcOptions = null) => GetResultAsync<ValueTuple>(followRuns, rpcOptions);

    /// <exception cref="WorkflowFailedException">The workflow did not complete; the cause is the inner exception.</exception>
    public virtual async Task<TResult> GetResultAsync<TResult>(bool followRuns = true, RpcOptions? rpcOptions = null)
    {
        var runId = ResultRunId;
        while (true)
        {
            var page = await Client.OutboundInterceptor.FetchWorkflowHistoryEventPageAsync(new()
            {
                Id = Id,
                RunId = runId,
                WaitNewEvent = true,
                EventFilterType = HistoryEventFilterType.CloseEvent,
                Rpc = rpcOptions,
            }).ConfigureAwait(false);
            var close = page.Events.Single();
            if (followRuns && close.NextRunId() is { } next)
                runId = next;
            else
                return Client.Options.DataConverter.ToResult<TResult>(close);
        }
    }

    public Task SignalAsync<TWorkflow>(Expression<Func<TWorkflow, Task>> signalCall, WorkflowSignalOptions? options = null)
    {
        var (method, args) = ExpressionUtil.ExtractCall(signalCall);
        return SignalAsync(WorkflowSignalDefinition.NameFromMethodForCall(method), args, options);
    }

    /// <summary>Done once the signal is recorded; the workflow may handle it later.</summary>
    public Task SignalAsync(string signal, IReadOnlyCollection<object?> args, WorkflowSignalOptions? options = null)
        => Client.OutboundInterceptor.SignalWorkflowAsync(new() { Id = Id, RunId = RunId, Signal = signal, Args = args, Options = options });

    /// <exception cref="WorkflowQueryFailedException">The handler failed.</exception>
    /// <exception cref="RpcException">No worker answered in time, or no such workflow.</exception>
    public Task<TQueryResult> QueryAsync<TWorkflow, TQueryResult>(
        Expression<Func<TWorkflow, TQueryResult>> queryCall, WorkflowQueryOptions? options = null)
    {
        if (ExpressionUtil.ExtractMemberAccess(queryCall) is { } member)
        {
            return member is PropertyInfo property
                ? QueryAsync<TQueryResult>(WorkflowQueryDefinition.NameFromPropertyForCall(property), [], options)
                : throw new ArgumentException("Expression must be a single method call or property access", nameof(queryCall));
        }

        var (method, args) = ExpressionUtil.ExtractCall(queryCall);
        return QueryAsync<TQueryResult>(WorkflowQueryDefinition.NameFromMethodForCall(method), args, options);
    }

    public Task<TQueryResult> QueryAsync<TQueryResult>(string query, IReadOnlyCollection<object?> args, WorkflowQueryOptions? options = null)
        => Client.OutboundInterceptor.QueryWorkflowAsync<TQueryResult>(new() { Id = Id, RunId = RunId, Query = query, Args = args, Options = options });

    public Task<WorkflowExecutionDescription> DescribeAsync(WorkflowDescribeOptions? options = null)
        => Client.OutboundInterceptor.DescribeWorkflowAsync(new() { Id = Id, RunId = RunId, Options = options });

    /// <summary>Requests cancellation; the workflow decides how it ends.</summary>
    public Task CancelAsync(WorkflowCancelOptions? options = null)
        => Client.OutboundInterceptor.CancelWorkflowAsync(new() { Id = Id, RunId = RunId, FirstExecutionRunId = FirstExecutionRunId, Options = options });

    /// <summary>Ends the workflow at once; its code learns nothing of it.</summary>
    public Task TerminateAsync(string? reason = null, WorkflowTerminateOptions? options = null)
        => Client.OutboundInterceptor.TerminateWorkflowAsync(new()
        {
            Id = Id,
            RunId = RunId,
            FirstExecutionRunId = FirstExecutionRunId,
            Reason = reason,
            Options = options,
        });

    public async Task<WorkflowHistory> FetchHistoryAsync(WorkflowHistoryEventFetchOptions? options = null)
    {
        var page = await Client.OutboundInterceptor.FetchWorkflowHistoryEventPageAsync(new()
        {
            Id = Id,
            RunId = RunId,
            EventFilterType = HistoryEventFilterType.AllEvent,
            Rpc = options?.Rpc,
        }).ConfigureAwait(false);
        return new(Id, page.Events);
    }
}

/// <summary>A workflow whose class is known.</summary>
public record WorkflowHandle<TWorkflow>(
    ITemporalClient Client, string Id, string? RunId = null, string? ResultRunId = null, string? FirstExecutionRunId = null)
    : WorkflowHandle(Client, Id, RunId, ResultRunId, FirstExecutionRunId)
{
    public Task SignalAsync(Expression<Func<TWorkflow, Task>> signalCall, WorkflowSignalOptions? options = null)
        => SignalAsync<TWorkflow>(signalCall, options);

    public Task<TQueryResult> QueryAsync<TQueryResult>(Expression<Func<TWorkflow, TQueryResult>> queryCall, WorkflowQueryOptions? options = null)
        => QueryAsync<TWorkflow, TQueryResult>(queryCall, options);
}

/// <summary>A workflow whose class and result are known.</summary>
public record WorkflowHandle<TWorkflow, TResult>(
    ITemporalClient Client, string Id, string? RunId = null, string? ResultRunId = null, string? FirstExecutionRunId = null)
    : WorkflowHandle<TWorkflow>(Client, Id, RunId, ResultRunId, FirstExecutionRunId)
{
    public new Task<TResult> GetResultAsync(bool followRuns = true, RpcOptions? rpcOptions = null) => GetResultAsync<TResult>(followRuns, rpcOptions);
}
