using Temporalio.Api.Enums.V1;
using Temporalio.Client.Interceptors;
using Temporalio.Converters;
using Temporalio.Engine;
using Temporalio.Exceptions;

namespace Temporalio.Client;

/// <summary>The innermost interceptor: makes the calls.</summary>
internal sealed class ServiceCalls(TemporalClient client) : ClientOutboundInterceptor
{
    /// <summary>A query that no worker answers ends after this time unless the call says otherwise.</summary>
    private static readonly TimeSpan QueryTimeout = TimeSpan.FromSeconds(10);

    private IPayloadConverter Payloads => client.Options.DataConverter.PayloadConverter;

    private string Identity => client.TemporalConnection.Identity;

    public override async Task<WorkflowHandle<TWorkflow, TResult>> StartWorkflowAsync<TWorkflow, TResult>(StartWorkflowInput input)
    {
        var request = ToRequest(input);
        var started = await CallAsync(input.Options.Rpc, (service, token) => service.StartWorkflowAsync(request, token)).ConfigureAwait(false);
        return new(client, request.WorkflowId, ResultRunId: started.RunId, FirstExecutionRunId: request.Signal is null ? started.RunId : null);
    }

    public override Task SignalWorkflowAsync(SignalWorkflowInput input)
    {
        var requestId = Guid.NewGuid();
        var signal = new Api.History.V1.WorkflowExecutionSignaledEventAttributes
        {
            SignalName = input.Signal,
            Input = Payloads.ToPayloads(input.Args),
            Identity = Identity,
            Header = input.Headers.ToHeader(),
        };
        return CallAsync(input.Options?.Rpc, async (service, token) =>
        {
            await service.SignalWorkflowAsync(Target(input.Id, input.RunId), signal, requestId, token).ConfigureAwait(false);
            return true;
        });
    }

    public override async Task<TResult> QueryWorkflowAsync<TResult>(QueryWorkflowInput input)
    {
        var rpc = (RpcOptions?)input.Options?.Rpc?.Clone() ?? new();
        rpc.Timeout ??= QueryTimeout;
        var reject = input.Options?.RejectCondition ?? client.Options.QueryRejectCondition ?? QueryRejectCondition.None;
        var query = new WorkflowQuery(input.Query, Payloads.ToPayloads(input.Args), input.Headers.ToHeader(), reject);
        var answer = await CallAsync(rpc, (service, token) => service.QueryWorkflowAsync(Target(input.Id, input.RunId), query, token)).ConfigureAwait(false);
        if (answer.Rejected is { } status)
            throw new WorkflowQueryRejectedException(status);
        if (answer.Failure is { } failure)
            throw new WorkflowQueryFailedException(failure);

        return Payloads.ToResult<TResult>(answer.Result);
    }

    public override async Task<WorkflowExecutionDescription> DescribeWorkflowAsync(DescribeWorkflowInput input)
        => new(
            await CallAsync(input.Options?.Rpc, (service, token) => service.DescribeWorkflowAsync(Target(input.Id, input.RunId), token)).ConfigureAwait(false),
            client.Options.DataConverter);

    public override Task CancelWorkflowAsync(CancelWorkflowInput input) => CallAsync(input.Options?.Rpc, async (service, token) =>
    {
        await service.CancelWorkflowAsync(Target(input.Id, input.RunId, input.FirstExecutionRunId), Identity, token).ConfigureAwait(false);
        return true;
    });

    public override Task TerminateWorkflowAsync(TerminateWorkflowInput input) => CallAsync(input.Options?.Rpc, async (service, token) =>
    {
        await service.TerminateWorkflowAsync(Target(input.Id, input.RunId, input.FirstExecutionRunId), input.Reason ?? "", Identity, token).ConfigureAwait(false);
        return true;
    });

    public override async Task<WorkflowHistoryEventPage> FetchWorkflowHistoryEventPageAsync(FetchWorkflowHistoryEventPageInput input)
    {
        var closeOnly = input.EventFilterType == HistoryEventFilterType.CloseEvent;
        var events = await CallAsync(
            input.Rpc,
            (service, token) => service.GetHistoryAsync(Target(input.Id, input.RunId), closeOnly, input.WaitNewEvent, token)).ConfigureAwait(false);
        return new(events, NextPageToken: null);
    }

    private StartRequest ToRequest(StartWorkflowInput input)
    {
        var options = input.Options;
        if (options.StartSignal is null && options.StartSignalArgs is not null)
            throw new ArgumentException("Cannot have start signal args without start signal", nameof(input));

        return new()
        {
            Namespace = client.Options.Namespace,
            WorkflowId = options.Id ?? throw new ArgumentException("ID required to start workflow", nameof(input)),
            TaskQueue = options.TaskQueue ?? throw new ArgumentException("Task queue required to start workflow", nameof(input)),
            WorkflowType = input.Workflow,
            RequestId = Guid.NewGuid(),
            Input = Payloads.ToPayloads(input.Args),
            Identity = Identity,
            Header = input.Headers.ToHeader(),
            Memo = Payloads.ToMemo(options.Memo),
            ReusePolicy = options.IdReusePolicy,
            ConflictPolicy = options.IdConflictPolicy,
            RetryPolicy = options.RetryPolicy?.ToProto(),
            ExecutionTimeout = options.ExecutionTimeout,
            RunTimeout = options.RunTimeout,
            TaskTimeout = options.TaskTimeout,
            StartDelay = options.StartDelay,
            Signal = options.StartSignal is { } signal
                ? new() { SignalName = signal, Input = Payloads.ToPayloads(options.StartSignalArgs ?? []), Identity = Identity, Header = input.Headers.ToHeader() }
                : null,
        };
    }

    private WorkflowTarget Target(string id, string? runId, string? firstExecutionRunId = null)
        => new(client.Options.Namespace, id, runId, firstExecutionRunId);

    private async Task<T> CallAsync<T>(RpcOptions? options, Func<IWorkflowService, CancellationToken, Task<T>> call)
    {
        using var timeout = new CancellationTokenSource(options?.Timeout ?? Timeout.InfiniteTimeSpan);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, options?.CancellationToken ?? CancellationToken.None);
        try
        {
            var service = await client.TemporalConnection.GetServiceAsync(either.Token).ConfigureAwait(false);
            return await TransientFailures.RetryAsync(
                () => call(service, either.Token), client.TemporalConnection.Options.RpcRetry ?? new(), options?.Retry ?? true, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested)
        {
            throw new RpcException(RpcException.StatusCode.DeadlineExceeded, "Timeout expired", e);
        }
    }
}
