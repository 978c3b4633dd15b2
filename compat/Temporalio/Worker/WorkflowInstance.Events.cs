using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace Temporalio.Worker;

/// <content>What events do to a workflow.</content>
internal sealed partial class WorkflowInstance
{
    private readonly Lazy<object?[]> _arguments;
    private readonly List<WorkflowExecutionSignaledEventAttributes> _unhandledSignals = [];

    private void Apply(HistoryEvent e)
    {
        switch (e.EventType)
        {
            case EventType.WorkflowExecutionStarted:
                _ = StartTask(RunAsync);
                break;
            case EventType.WorkflowExecutionCancelRequested:
                _cancellation.Cancel();
                break;
            case EventType.TimerFired:
                Take<AwaitedTimer>(e.TimerFiredEventAttributes.StartedEventId)?.Fired.TrySetResult();
                break;
            case EventType.ActivityTaskCompleted:
                Take<AwaitedActivity>(e.ActivityTaskCompletedEventAttributes.ScheduledEventId)?
                    .Completion.TrySetResult(e.ActivityTaskCompletedEventAttributes.Result);
                break;
            case EventType.ActivityTaskFailed:
                var failed = e.ActivityTaskFailedEventAttributes;
                FailActivity(failed.ScheduledEventId, failed.Failure, failed.RetryState, failed.Identity);
                break;
            case EventType.ActivityTaskTimedOut:
                var timedOut = e.ActivityTaskTimedOutEventAttributes;
                FailActivity(timedOut.ScheduledEventId, timedOut.Failure, timedOut.RetryState, identity: "");
                break;
            case EventType.ActivityTaskCanceled:
                var canceled = e.ActivityTaskCanceledEventAttributes;
                FailActivity(canceled.ScheduledEventId, CanceledFailure("Activity cancelled", canceled.Details), RetryState.CancelRequested, canceled.Identity);
                break;
            default:
                ApplyFromOthers(e);
                break;
        }
    }

    private void ApplyFromOthers(HistoryEvent e)
    {
        switch (e.EventType)
        {
            case EventType.ChildWorkflowExecutionStarted:
                var started = e.ChildWorkflowExecutionStartedEventAttributes;
                (_awaited.GetValueOrDefault(started.InitiatedEventId) as AwaitedChild)?.Started.TrySetResult(started.WorkflowExecution.RunId);
                break;
            case EventType.StartChildWorkflowExecutionFailed:
                var refused = e.StartChildWorkflowExecutionFailedEventAttributes;
                Take<AwaitedChild>(refused.InitiatedEventId)?.Started.TrySetException(new WorkflowAlreadyStartedException(
                    "Child workflow already started", refused.WorkflowId, refused.WorkflowType.Name, runId: "<unknown>"));
                break;
            case EventType.ChildWorkflowExecutionCompleted:
                var completed = e.ChildWorkflowExecutionCompletedEventAttributes;
                Take<AwaitedChild>(completed.InitiatedEventId)?.Completion.TrySetResult(completed.Result);
                break;
            case EventType.ChildWorkflowExecutionFailed:
                var failed = e.ChildWorkflowExecutionFailedEventAttributes;
                FailChild(failed.InitiatedEventId, failed.Failure, failed.RetryState);
                break;
            case EventType.ChildWorkflowExecutionCanceled:
                var canceled = e.ChildWorkflowExecutionCanceledEventAttributes;
                FailChild(canceled.InitiatedEventId, CanceledFailure("Child workflow cancelled", canceled.Details), RetryState.CancelRequested);
                break;
            case EventType.ChildWorkflowExecutionTimedOut:
                var timedOut = e.ChildWorkflowExecutionTimedOutEventAttributes;
                FailChild(
                    timedOut.InitiatedEventId,
                    new() { Message = "Child workflow timed out", TimeoutFailureInfo = new() { TimeoutType = TimeoutType.StartToClose } },
                    timedOut.RetryState);
                break;
            case EventType.ChildWorkflowExecutionTerminated:
                FailChild(
                    e.ChildWorkflowExecutionTerminatedEventAttributes.InitiatedEventId,
                    new() { Message = "Child workflow terminated", TerminatedFailureInfo = new() },
                    RetryState.NonRetryableFailure);
                break;
            case EventType.ExternalWorkflowExecutionSignaled:
                Take<AwaitedExternal>(e.ExternalWorkflowExecutionSignaledEventAttributes.InitiatedEventId)?.Delivered.TrySetResult();
                break;
            case EventType.SignalExternalWorkflowExecutionFailed:
                FailExternal(e.SignalExternalWorkflowExecutionFailedEventAttributes.InitiatedEventId, "Unable to signal external workflow because it was not found");
                break;
            case EventType.ExternalWorkflowExecutionCancelRequested:
                Take<AwaitedExternal>(e.ExternalWorkflowExecutionCancelRequestedEventAttributes.InitiatedEventId)?.Delivered.TrySetResult();
                break;
            case EventType.RequestCancelExternalWorkflowExecutionFailed:
                FailExternal(e.RequestCancelExternalWorkflowExecutionFailedEventAttributes.InitiatedEventId, "Unable to cancel external workflow because it was not found");
                break;
            default:
                // Told for people only, such as that an activity has started.
                break;
        }
    }

    private T? Take<T>(long eventId)
        where T : Awaited
        => _awaited.Remove(eventId, out var awaited) ? awaited as T : null;

    private void FailActivity(long scheduledEventId, Failure cause, RetryState state, string identity)
    {
        if (Take<AwaitedActivity>(scheduledEventId) is { } activity)
            activity.Completion.TrySetException(ActivityFailure(activity, cause, state, identity));
    }

    private Exception ActivityFailure(AwaitedActivity activity, Failure cause, RetryState state, string identity)
    {
        var attributes = activity.Event.ActivityTaskScheduledEventAttributes;
        return _failures.ToException(new()
        {
            Message = cause.CanceledFailureInfo is null ? "Activity task failed" : "Activity cancelled",
            Cause = cause,
            ActivityFailureInfo = new()
            {
                ScheduledEventId = activity.Event.EventId,
                ActivityId = attributes.ActivityId,
                ActivityType = attributes.ActivityType,
                Identity = identity,
                RetryState = state,
            },
        }, _payloads);
    }

    private void FailChild(long initiatedEventId, Failure cause, RetryState state)
    {
        if (Take<AwaitedChild>(initiatedEventId) is { } child)
            child.Completion.TrySetException(ChildFailure(child, cause, state));
    }

    private Exception ChildFailure(AwaitedChild child, Failure cause, RetryState state)
    {
        var attributes = child.Event.StartChildWorkflowExecutionInitiatedEventAttributes;
        return _failures.ToException(new()
        {
            Message = "Child Workflow execution failed",
            Cause = cause,
            ChildWorkflowExecutionFailureInfo = new()
            {
                Namespace = Info.Namespace,
                WorkflowExecution = new() { WorkflowId = attributes.WorkflowId, RunId = child.Started.Task.IsCompletedSuccessfully ? child.Started.Task.Result : "" },
                WorkflowType = attributes.WorkflowType,
                InitiatedEventId = child.Event.EventId,
                RetryState = state,
            },
        }, _payloads);
    }

    private void FailExternal(long initiatedEventId, string message)
        => Take<AwaitedExternal>(initiatedEventId)?.Delivered.TrySetException(
            new ApplicationFailureException(message, "ExternalWorkflowExecutionNotFound"));

    private static Failure CanceledFailure(string message, Api.Common.V1.Payloads? details = null)
        => new() { Message = message, CanceledFailureInfo = new() { Details = details } };

    private void ApplySignal(WorkflowExecutionSignaledEventAttributes signal)
    {
        if (!_definition.Signals.TryGetValue(signal.SignalName, out var definition))
        {
            // As upstream: kept for a handler that a later version of the workflow may have.
            _unhandledSignals.Add(signal);
            LogUnhandledSignal(Logger, signal.SignalName, _unhandledSignals.Count);
            return;
        }

        _ = StartTask(() => HandleSignalAsync(definition, signal));
    }

    private async Task HandleSignalAsync(WorkflowSignalDefinition definition, WorkflowExecutionSignaledEventAttributes signal)
    {
        object?[] arguments;
        try
        {
            arguments = Decode(signal.Input?.Payloads_, definition.Method);
        }
        catch (Exception e)
        {
            // As upstream: a malformed signal must not end the workflow that it was sent to.
            LogUndecodableSignal(Logger, signal.SignalName, e);
            return;
        }

        _runningHandlers++;
        try
        {
            _ = _outbound.Value;
            await _inbound.HandleSignalAsync(new()
            {
                Signal = signal.SignalName,
                Definition = definition,
                Args = arguments,
                Headers = Converters.HeaderExtensions.ToDictionary(signal.Header),
            }).ConfigureAwait(true);
        }
        catch (Exception e)
        {
            EndWith(e);
        }
        finally
        {
            _runningHandlers--;
        }
    }
}
