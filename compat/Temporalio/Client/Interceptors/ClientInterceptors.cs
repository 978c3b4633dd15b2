using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;

namespace Temporalio.Client.Interceptors;

/// <summary>Wraps a client's calls.</summary>
public interface IClientInterceptor
{
    ClientOutboundInterceptor InterceptClient(ClientOutboundInterceptor nextInterceptor) => nextInterceptor;
}

/// <summary>The client's calls, each handed to the next interceptor unless overridden.</summary>
public abstract class ClientOutboundInterceptor
{
    protected ClientOutboundInterceptor(ClientOutboundInterceptor next) => MaybeNext = next;

    private protected ClientOutboundInterceptor()
    {
    }

    protected ClientOutboundInterceptor Next => MaybeNext ?? throw new InvalidOperationException("No next interceptor");

    private protected ClientOutboundInterceptor? MaybeNext { get; init; }

    public virtual Task<WorkflowHandle<TWorkflow, TResult>> StartWorkflowAsync<TWorkflow, TResult>(StartWorkflowInput input)
        => Next.StartWorkflowAsync<TWorkflow, TResult>(input);

    public virtual Task SignalWorkflowAsync(SignalWorkflowInput input) => Next.SignalWorkflowAsync(input);

    public virtual Task<TResult> QueryWorkflowAsync<TResult>(QueryWorkflowInput input) => Next.QueryWorkflowAsync<TResult>(input);

    public virtual Task<WorkflowExecutionDescription> DescribeWorkflowAsync(DescribeWorkflowInput input) => Next.DescribeWorkflowAsync(input);

    public virtual Task CancelWorkflowAsync(CancelWorkflowInput input) => Next.CancelWorkflowAsync(input);

    public virtual Task TerminateWorkflowAsync(TerminateWorkflowInput input) => Next.TerminateWorkflowAsync(input);

    public virtual Task<WorkflowHistoryEventPage> FetchWorkflowHistoryEventPageAsync(FetchWorkflowHistoryEventPageInput input)
        => Next.FetchWorkflowHistoryEventPageAsync(input);
}

public record StartWorkflowInput
{
    internal StartWorkflowInput()
    {
    }

    public required string Workflow { get; init; }

    public required IReadOnlyCollection<object?> Args { get; init; }

    public required WorkflowOptions Options { get; init; }

    public IDictionary<string, Payload>? Headers { get; init; }
}

public record SignalWorkflowInput
{
    internal SignalWorkflowInput()
    {
    }

    public required string Id { get; init; }

    public string? RunId { get; init; }

    public required string Signal { get; init; }

    public required IReadOnlyCollection<object?> Args { get; init; }

    public WorkflowSignalOptions? Options { get; init; }

    public IDictionary<string, Payload>? Headers { get; init; }
}

public record QueryWorkflowInput
{
    internal QueryWorkflowInput()
    {
    }

    public required string Id { get; init; }

    public string? RunId { get; init; }

    public required string Query { get; init; }

    public required IReadOnlyCollection<object?> Args { get; init; }

    public WorkflowQueryOptions? Options { get; init; }

    public IDictionary<string, Payload>? Headers { get; init; }
}

public record DescribeWorkflowInput
{
    internal DescribeWorkflowInput()
    {
    }

    public required string Id { get; init; }

    public string? RunId { get; init; }

    public WorkflowDescribeOptions? Options { get; init; }
}

public record CancelWorkflowInput
{
    internal CancelWorkflowInput()
    {
    }

    public required string Id { get; init; }

    public string? RunId { get; init; }

    public string? FirstExecutionRunId { get; init; }

    public WorkflowCancelOptions? Options { get; init; }
}

public record TerminateWorkflowInput
{
    internal TerminateWorkflowInput()
    {
    }

    public required string Id { get; init; }

    public string? RunId { get; init; }

    public string? FirstExecutionRunId { get; init; }

    public string? Reason { get; init; }

    public WorkflowTerminateOptions? Options { get; init; }
}

public record FetchWorkflowHistoryEventPageInput
{
    internal FetchWorkflowHistoryEventPageInput()
    {
    }

    public required string Id { get; init; }

    public string? RunId { get; init; }

    /// <summary>Waits until the run is closed.</summary>
    public bool WaitNewEvent { get; init; }

    public HistoryEventFilterType EventFilterType { get; init; }

    public RpcOptions? Rpc { get; init; }
}

public record WorkflowHistoryEventPage(IReadOnlyCollection<HistoryEvent> Events, byte[]? NextPageToken);
