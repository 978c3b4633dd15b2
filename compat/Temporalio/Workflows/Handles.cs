using System.Linq.Expressions;
using Temporalio.Common;

namespace Temporalio.Workflows;

/// <summary>A child workflow that has started.</summary>
public abstract class ChildWorkflowHandle
{
    public abstract string Id { get; }

    public abstract string FirstExecutionRunId { get; }

    /// <exception cref="Exceptions.ChildWorkflowFailureException">The child did not complete.</exception>
    public Task GetResultAsync() => GetResultAsync<ValueTuple>();

    /// <exception cref="Exceptions.ChildWorkflowFailureException">The child did not complete.</exception>
    public abstract Task<TResult> GetResultAsync<TResult>();

    public Task SignalAsync<TWorkflow>(Expression<Func<TWorkflow, Task>> signalCall, ChildWorkflowSignalOptions? options = null)
    {
        var (method, args) = ExpressionUtil.ExtractCall(signalCall);
        return SignalAsync(WorkflowSignalDefinition.NameFromMethodForCall(method), args, options);
    }

    public abstract Task SignalAsync(string signal, IReadOnlyCollection<object?> args, ChildWorkflowSignalOptions? options = null);
}

public abstract class ChildWorkflowHandle<TWorkflow> : ChildWorkflowHandle
{
    public Task SignalAsync(Expression<Func<TWorkflow, Task>> signalCall, ChildWorkflowSignalOptions? options = null)
        => SignalAsync<TWorkflow>(signalCall, options);
}

public abstract class ChildWorkflowHandle<TWorkflow, TResult> : ChildWorkflowHandle<TWorkflow>
{
    public new Task<TResult> GetResultAsync() => GetResultAsync<TResult>();
}

/// <summary>Another workflow, seen from a workflow.</summary>
public abstract class ExternalWorkflowHandle
{
    public abstract string Id { get; }

    public abstract string? RunId { get; }

    public Task SignalAsync<TWorkflow>(Expression<Func<TWorkflow, Task>> signalCall, ExternalWorkflowSignalOptions? options = null)
    {
        var (method, args) = ExpressionUtil.ExtractCall(signalCall);
        return SignalAsync(WorkflowSignalDefinition.NameFromMethodForCall(method), args, options);
    }

    public abstract Task SignalAsync(string signal, IReadOnlyCollection<object?> args, ExternalWorkflowSignalOptions? options = null);

    public abstract Task CancelAsync();
}

public abstract class ExternalWorkflowHandle<TWorkflow> : ExternalWorkflowHandle
{
    public Task SignalAsync(Expression<Func<TWorkflow, Task>> signalCall, ExternalWorkflowSignalOptions? options = null)
        => SignalAsync<TWorkflow>(signalCall, options);
}
