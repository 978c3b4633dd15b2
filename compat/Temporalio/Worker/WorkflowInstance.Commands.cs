using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Converters;
using Temporalio.Exceptions;
using Temporalio.Worker.Interceptors;
using Temporalio.Workflows;
using ParentClosePolicy = Temporalio.Workflows.ParentClosePolicy;

namespace Temporalio.Worker;

/// <content>What the workflow's code asks for, as commands.</content>
internal sealed partial class WorkflowInstance
{
    private string NextId() => (++_sequence).ToString();

    private Task DelayCoreAsync(DelayAsyncInput input)
    {
        var token = input.CancellationToken ?? CancellationToken;
        if (token.IsCancellationRequested)
            return Task.FromCanceled(token);
        if (input.Delay == Timeout.InfiniteTimeSpan)
            return Forever(token);
        if (input.Delay < TimeSpan.Zero)
            throw new ArgumentException("Delay duration cannot be less than 0", nameof(input));

        var delay = input.Delay < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : input.Delay;
        var timer = new AwaitedTimer(new()
        {
            EventType = EventType.TimerStarted,
            TimerStartedEventAttributes = new() { TimerId = NextId(), StartToFireTimeout = Duration.FromTimeSpan(delay) },
        });
        Add(timer);
        return StartTask(async () =>
        {
            using var registration = token.Register(() => CancelTimer(timer, token));
            await timer.Fired.Task.ConfigureAwait(true);
        });
    }

    private static async Task Forever(CancellationToken token)
    {
        var canceled = new TaskCompletionSource();
        using var registration = token.Register(() => canceled.TrySetCanceled(token));
        await canceled.Task.ConfigureAwait(true);
    }

    private void CancelTimer(AwaitedTimer timer, CancellationToken token)
    {
        if (timer.Fired.Task.IsCompleted)
            return;

        if (timer.IsRecorded)
        {
            _awaited.Remove(timer.Event.EventId);
            Add(new(new()
            {
                EventType = EventType.TimerCanceled,
                TimerCanceledEventAttributes = new() { TimerId = timer.Event.TimerStartedEventAttributes.TimerId, StartedEventId = timer.Event.EventId },
            }));
        }
        else
            _commands.Remove(timer);

        timer.Fired.TrySetCanceled(token);
    }

    private Task<TResult> ScheduleActivityCoreAsync<TResult>(ScheduleActivityInput input)
    {
        var options = input.Options;
        if (options.StartToCloseTimeout is null && options.ScheduleToCloseTimeout is null)
            throw new ArgumentException("Activity options must have StartToCloseTimeout or ScheduleToCloseTimeout", nameof(input));

        var token = options.CancellationToken ?? CancellationToken;
        if (token.IsCancellationRequested)
            return Task.FromException<TResult>(new CanceledFailureException("Activity cancelled before scheduled"));

        var id = NextId();
        var activity = new AwaitedActivity(new()
        {
            EventType = EventType.ActivityTaskScheduled,
            ActivityTaskScheduledEventAttributes = new()
            {
                ActivityId = options.ActivityId ?? id,
                ActivityType = new() { Name = input.Activity },
                TaskQueue = new() { Name = options.TaskQueue ?? Info.TaskQueue },
                Header = input.Headers.ToHeader(),
                Input = _payloads.ToPayloads(input.Args),
                ScheduleToCloseTimeout = ToDuration(options.ScheduleToCloseTimeout),
                ScheduleToStartTimeout = ToDuration(options.ScheduleToStartTimeout),
                StartToCloseTimeout = ToDuration(options.StartToCloseTimeout),
                HeartbeatTimeout = ToDuration(options.HeartbeatTimeout),
                RetryPolicy = options.RetryPolicy?.ToProto(),
            },
        });
        Add(activity);
        return StartTask(async () =>
        {
            using var registration = token.Register(() => CancelActivity(activity, options.CancellationType));
            return _payloads.ToResult<TResult>(await activity.Completion.Task.ConfigureAwait(true));
        });
    }

    private void CancelActivity(AwaitedActivity activity, ActivityCancellationType type)
    {
        if (activity.CancelRequested || activity.Completion.Task.IsCompleted)
            return;

        activity.CancelRequested = true;
        if (!activity.IsRecorded)
            _commands.Remove(activity);
        else if (type != ActivityCancellationType.Abandon)
        {
            Add(new(new()
            {
                EventType = EventType.ActivityTaskCancelRequested,
                ActivityTaskCancelRequestedEventAttributes = new() { ScheduledEventId = activity.Event.EventId },
            }));
        }

        if (activity.IsRecorded && type == ActivityCancellationType.WaitCancellationCompleted)
            return;

        _awaited.Remove(activity.Event.EventId);
        activity.Completion.TrySetException(ActivityFailure(activity, CanceledFailure("Activity cancelled"), RetryState.CancelRequested, identity: ""));
    }

    private Task<ChildWorkflowHandle<TWorkflow, TResult>> StartChildCoreAsync<TWorkflow, TResult>(StartChildWorkflowInput input)
    {
        var options = input.Options;
        var token = options.CancellationToken ?? CancellationToken;
        if (token.IsCancellationRequested)
            return Task.FromException<ChildWorkflowHandle<TWorkflow, TResult>>(new CanceledFailureException("Child workflow cancelled before scheduled"));

        var child = new AwaitedChild(new()
        {
            EventType = EventType.StartChildWorkflowExecutionInitiated,
            StartChildWorkflowExecutionInitiatedEventAttributes = new()
            {
                Namespace = Info.Namespace,
                WorkflowId = options.Id ?? Workflow.NewGuid().ToString(),
                WorkflowType = new() { Name = input.Workflow },
                TaskQueue = new() { Name = options.TaskQueue ?? Info.TaskQueue },
                Input = _payloads.ToPayloads(input.Args),
                WorkflowExecutionTimeout = ToDuration(options.ExecutionTimeout),
                WorkflowRunTimeout = ToDuration(options.RunTimeout),
                WorkflowTaskTimeout = ToDuration(options.TaskTimeout),
                ParentClosePolicy = options.ParentClosePolicy switch
                {
                    ParentClosePolicy.Abandon => Api.Enums.V1.ParentClosePolicy.Abandon,
                    ParentClosePolicy.RequestCancel => Api.Enums.V1.ParentClosePolicy.RequestCancel,
                    _ => Api.Enums.V1.ParentClosePolicy.Terminate,
                },
                WorkflowIdReusePolicy = options.IdReusePolicy,
                RetryPolicy = options.RetryPolicy?.ToProto(),
                Header = input.Headers.ToHeader(),
                Memo = _payloads.ToMemo(options.Memo),
            },
        });
        Add(child);
        // The registration outlives the start: the child can be cancelled as long as it runs.
        var registration = token.Register(() => CancelChild(child, options.CancellationType));
        _ = StartTask(async () =>
        {
            await Task.WhenAny(child.Completion.Task, Refused(child.Started.Task)).ConfigureAwait(true);
            // Here no callback can be running on another thread, which DisposeAsync would wait for.
#pragma warning disable CA1849, MA0042
            registration.Dispose();
#pragma warning restore CA1849, MA0042
        });
        return StartTask<ChildWorkflowHandle<TWorkflow, TResult>>(async () =>
        {
            await child.Started.Task.ConfigureAwait(true);
            return new ChildHandle<TWorkflow, TResult>(this, child);
        });
    }

    /// <summary>Completes only if the start fails.</summary>
    private static Task Refused(Task<string> started)
    {
        var refused = new TaskCompletionSource();
        _ = started.ContinueWith(
            _ => refused.TrySetResult(), CancellationToken.None, TaskContinuationOptions.NotOnRanToCompletion, Current);
        return refused.Task;
    }

    private void CancelChild(AwaitedChild child, ChildWorkflowCancellationType type)
    {
        if (child.CancelRequested || child.Completion.Task.IsCompleted)
            return;

        child.CancelRequested = true;
        if (!child.IsRecorded)
        {
            _commands.Remove(child);
            child.Started.TrySetException(new CanceledFailureException("Child workflow cancelled before scheduled"));
            return;
        }

        if (type != ChildWorkflowCancellationType.Abandon)
            _ = RequestCancelAsync(child.Event.StartChildWorkflowExecutionInitiatedEventAttributes.WorkflowId, runId: null, childOnly: true);
        if (type == ChildWorkflowCancellationType.WaitCancellationCompleted)
            return;

        _awaited.Remove(child.Event.EventId);
        var canceled = ChildFailure(child, CanceledFailure("Child workflow cancelled"), RetryState.CancelRequested);
        child.Started.TrySetException(canceled);
        child.Completion.TrySetException(canceled);
    }

    private Task SignalCoreAsync(
        string id, string? runId, bool childOnly, string signal, IReadOnlyCollection<object?> args, IDictionary<string, Payload>? headers, CancellationToken? cancellationToken)
    {
        var token = cancellationToken ?? CancellationToken;
        if (token.IsCancellationRequested)
            return Task.FromException(new CanceledFailureException("Signal cancelled before scheduled"));

        return DeliverAsync(new()
        {
            EventType = EventType.SignalExternalWorkflowExecutionInitiated,
            SignalExternalWorkflowExecutionInitiatedEventAttributes = new()
            {
                Namespace = Info.Namespace,
                WorkflowExecution = new() { WorkflowId = id, RunId = runId ?? "" },
                SignalName = signal,
                Input = _payloads.ToPayloads(args),
                ChildWorkflowOnly = childOnly,
                Header = headers.ToHeader(),
            },
        });
    }

    private Task RequestCancelAsync(string id, string? runId, bool childOnly) => DeliverAsync(new()
    {
        EventType = EventType.RequestCancelExternalWorkflowExecutionInitiated,
        RequestCancelExternalWorkflowExecutionInitiatedEventAttributes = new()
        {
            Namespace = Info.Namespace,
            WorkflowExecution = new() { WorkflowId = id, RunId = runId ?? "" },
            ChildWorkflowOnly = childOnly,
        },
    });

    private Task DeliverAsync(HistoryEvent command)
    {
        var external = new AwaitedExternal(command);
        Add(external);
        return external.Delivered.Task;
    }

    private static Duration? ToDuration(TimeSpan? span) => span is { } given ? Duration.FromTimeSpan(given) : null;

    private sealed class OutboundRoot(WorkflowInstance instance) : WorkflowOutboundInterceptor
    {
        public override Task CancelExternalWorkflowAsync(CancelExternalWorkflowInput input)
            => instance.RequestCancelAsync(input.Id, input.RunId, childOnly: false);

        public override ContinueAsNewException CreateContinueAsNewException(CreateContinueAsNewExceptionInput input) => new(input);

        public override Task DelayAsync(DelayAsyncInput input) => instance.DelayCoreAsync(input);

        public override Task<TResult> ScheduleActivityAsync<TResult>(ScheduleActivityInput input) => instance.ScheduleActivityCoreAsync<TResult>(input);

        public override Task SignalChildWorkflowAsync(SignalChildWorkflowInput input)
            => instance.SignalCoreAsync(input.Id, runId: null, childOnly: true, input.Signal, input.Args, input.Headers, input.Options?.CancellationToken);

        public override Task SignalExternalWorkflowAsync(SignalExternalWorkflowInput input)
            => instance.SignalCoreAsync(input.Id, input.RunId, childOnly: false, input.Signal, input.Args, input.Headers, input.Options?.CancellationToken);

        public override Task<ChildWorkflowHandle<TWorkflow, TResult>> StartChildWorkflowAsync<TWorkflow, TResult>(StartChildWorkflowInput input)
            => instance.StartChildCoreAsync<TWorkflow, TResult>(input);
    }
}
