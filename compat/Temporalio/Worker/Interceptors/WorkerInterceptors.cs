using System.Reflection;
using Temporalio.Activities;
using Temporalio.Api.Common.V1;
using Temporalio.Workflows;

namespace Temporalio.Worker.Interceptors;

/// <summary>Wraps what a worker runs.</summary>
public interface IWorkerInterceptor
{
    WorkflowInboundInterceptor InterceptWorkflow(WorkflowInboundInterceptor nextInterceptor) => nextInterceptor;

    ActivityInboundInterceptor InterceptActivity(ActivityInboundInterceptor nextInterceptor) => nextInterceptor;
}

/// <summary>Calls to an activity.</summary>
public abstract class ActivityInboundInterceptor
{
    protected ActivityInboundInterceptor(ActivityInboundInterceptor next) => MaybeNext = next;

    private protected ActivityInboundInterceptor()
    {
    }

    protected ActivityInboundInterceptor Next => MaybeNext ?? throw new InvalidOperationException("No next interceptor");

    private protected ActivityInboundInterceptor? MaybeNext { get; init; }

    /// <summary>To intercept outbound calls, wrap <paramref name="outbound"/> before handing it on.</summary>
    public virtual void Init(ActivityOutboundInterceptor outbound) => Next.Init(outbound);

    public virtual Task<object?> ExecuteActivityAsync(ExecuteActivityInput input) => Next.ExecuteActivityAsync(input);
}

/// <summary>Calls by an activity.</summary>
public abstract class ActivityOutboundInterceptor
{
    protected ActivityOutboundInterceptor(ActivityOutboundInterceptor next) => MaybeNext = next;

    private protected ActivityOutboundInterceptor()
    {
    }

    protected ActivityOutboundInterceptor Next => MaybeNext ?? throw new InvalidOperationException("No next interceptor");

    private protected ActivityOutboundInterceptor? MaybeNext { get; init; }

    public virtual void Heartbeat(HeartbeatInput input) => Next.Heartbeat(input);
}

/// <summary>Calls to a workflow; made anew for each run.</summary>
public abstract class WorkflowInboundInterceptor
{
    protected WorkflowInboundInterceptor(WorkflowInboundInterceptor next) => MaybeNext = next;

    private protected WorkflowInboundInterceptor()
    {
    }

    protected WorkflowInboundInterceptor Next => MaybeNext ?? throw new InvalidOperationException("No next interceptor");

    private protected WorkflowInboundInterceptor? MaybeNext { get; init; }

    /// <summary>To intercept outbound calls, wrap <paramref name="outbound"/> before handing it on.</summary>
    public virtual void Init(WorkflowOutboundInterceptor outbound) => Next.Init(outbound);

    public virtual Task<object?> ExecuteWorkflowAsync(ExecuteWorkflowInput input) => Next.ExecuteWorkflowAsync(input);

    public virtual Task HandleSignalAsync(HandleSignalInput input) => Next.HandleSignalAsync(input);

    public virtual object? HandleQuery(HandleQueryInput input) => Next.HandleQuery(input);
}

/// <summary>Calls by a workflow.</summary>
public abstract class WorkflowOutboundInterceptor
{
    protected WorkflowOutboundInterceptor(WorkflowOutboundInterceptor next) => MaybeNext = next;

    private protected WorkflowOutboundInterceptor()
    {
    }

    protected WorkflowOutboundInterceptor Next => MaybeNext ?? throw new InvalidOperationException("No next interceptor");

    private protected WorkflowOutboundInterceptor? MaybeNext { get; init; }

    public virtual Task CancelExternalWorkflowAsync(CancelExternalWorkflowInput input) => Next.CancelExternalWorkflowAsync(input);

    public virtual ContinueAsNewException CreateContinueAsNewException(CreateContinueAsNewExceptionInput input)
        => Next.CreateContinueAsNewException(input);

    public virtual Task DelayAsync(DelayAsyncInput input) => Next.DelayAsync(input);

    public virtual Task<TResult> ScheduleActivityAsync<TResult>(ScheduleActivityInput input) => Next.ScheduleActivityAsync<TResult>(input);

    public virtual Task SignalChildWorkflowAsync(SignalChildWorkflowInput input) => Next.SignalChildWorkflowAsync(input);

    public virtual Task SignalExternalWorkflowAsync(SignalExternalWorkflowInput input) => Next.SignalExternalWorkflowAsync(input);

    public virtual Task<ChildWorkflowHandle<TWorkflow, TResult>> StartChildWorkflowAsync<TWorkflow, TResult>(StartChildWorkflowInput input)
        => Next.StartChildWorkflowAsync<TWorkflow, TResult>(input);
}

public record ExecuteActivityInput
{
    internal ExecuteActivityInput()
    {
    }

    public required ActivityDefinition Activity { get; init; }

    public required object?[] Args { get; init; }

    public IReadOnlyDictionary<string, Payload>? Headers { get; init; }
}

public record HeartbeatInput
{
    internal HeartbeatInput()
    {
    }

    public required object?[] Details { get; init; }
}

public record ExecuteWorkflowInput
{
    internal ExecuteWorkflowInput()
    {
    }

    public required object Instance { get; init; }

    public required MethodInfo RunMethod { get; init; }

    public required object?[] Args { get; init; }
}

public record HandleSignalInput
{
    internal HandleSignalInput()
    {
    }

    public required string Signal { get; init; }

    public required WorkflowSignalDefinition Definition { get; init; }

    public required object?[] Args { get; init; }

    public IReadOnlyDictionary<string, Payload>? Headers { get; init; }
}

public record HandleQueryInput
{
    internal HandleQueryInput()
    {
    }

    public required string Id { get; init; }

    public required string Query { get; init; }

    public required WorkflowQueryDefinition Definition { get; init; }

    public required object?[] Args { get; init; }

    public IReadOnlyDictionary<string, Payload>? Headers { get; init; }
}

public record DelayAsyncInput
{
    internal DelayAsyncInput()
    {
    }

    public required TimeSpan Delay { get; init; }

    public CancellationToken? CancellationToken { get; init; }
}

public record ScheduleActivityInput
{
    internal ScheduleActivityInput()
    {
    }

    public required string Activity { get; init; }

    public required IReadOnlyCollection<object?> Args { get; init; }

    public required ActivityOptions Options { get; init; }

    public IDictionary<string, Payload>? Headers { get; init; }
}

public record StartChildWorkflowInput
{
    internal StartChildWorkflowInput()
    {
    }

    public required string Workflow { get; init; }

    public required IReadOnlyCollection<object?> Args { get; init; }

    public required ChildWorkflowOptions Options { get; init; }

    public IDictionary<string, Payload>? Headers { get; init; }
}

public record SignalChildWorkflowInput
{
    internal SignalChildWorkflowInput()
    {
    }

    public required string Id { get; init; }

    public required string Signal { get; init; }

    public required IReadOnlyCollection<object?> Args { get; init; }

    public ChildWorkflowSignalOptions? Options { get; init; }

    public IDictionary<string, Payload>? Headers { get; init; }
}

public record SignalExternalWorkflowInput
{
    internal SignalExternalWorkflowInput()
    {
    }

    public required string Id { get; init; }

    public string? RunId { get; init; }

    public required string Signal { get; init; }

    public required IReadOnlyCollection<object?> Args { get; init; }

    public ExternalWorkflowSignalOptions? Options { get; init; }

    public IDictionary<string, Payload>? Headers { get; init; }
}

public record CancelExternalWorkflowInput
{
    internal CancelExternalWorkflowInput()
    {
    }

    public required string Id { get; init; }

    public string? RunId { get; init; }
}

public record CreateContinueAsNewExceptionInput
{
    internal CreateContinueAsNewExceptionInput()
    {
    }

    public required string Workflow { get; init; }

    public required IReadOnlyCollection<object?> Args { get; init; }

    public ContinueAsNewOptions? Options { get; init; }

    public IDictionary<string, Payload>? Headers { get; init; }
}
