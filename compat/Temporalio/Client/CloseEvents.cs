using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Converters;
using Temporalio.Exceptions;

namespace Temporalio.Client;

/// <summary>What a run's closing event means to the one who waits for the result.</summary>
internal static class CloseEvents
{
    /// <summary>The run that goes on in place of the closed one.</summary>
    public static string? NextRunId(this HistoryEvent close)
    {
        var runId = close.EventType switch
        {
            EventType.WorkflowExecutionCompleted => close.WorkflowExecutionCompletedEventAttributes.NewExecutionRunId,
            EventType.WorkflowExecutionFailed => close.WorkflowExecutionFailedEventAttributes.NewExecutionRunId,
            EventType.WorkflowExecutionTimedOut => close.WorkflowExecutionTimedOutEventAttributes.NewExecutionRunId,
            EventType.WorkflowExecutionContinuedAsNew => close.WorkflowExecutionContinuedAsNewEventAttributes.NewExecutionRunId,
            _ => "",
        };
        return runId.Length > 0 ? runId : null;
    }

    public static T ToResult<T>(this DataConverter converter, HistoryEvent close)
    {
        var payloads = converter.PayloadConverter;
        switch (close.EventType)
        {
            case EventType.WorkflowExecutionCompleted:
                return payloads.ToResult<T>(close.WorkflowExecutionCompletedEventAttributes.Result);
            case EventType.WorkflowExecutionFailed:
                throw new WorkflowFailedException(
                    converter.FailureConverter.ToException(close.WorkflowExecutionFailedEventAttributes.Failure, payloads));
            case EventType.WorkflowExecutionCanceled:
                throw new WorkflowFailedException(new CanceledFailureException(
                    new()
                    {
                        Message = "Workflow canceled",
                        CanceledFailureInfo = new() { Details = close.WorkflowExecutionCanceledEventAttributes.Details },
                    },
                    inner: null,
                    payloads));
            case EventType.WorkflowExecutionTerminated:
                var reason = close.WorkflowExecutionTerminatedEventAttributes.Reason;
                throw new WorkflowFailedException(new TerminatedFailureException(
                    new() { Message = reason.Length > 0 ? reason : "Workflow terminated", TerminatedFailureInfo = new() }, inner: null, details: null));
            case EventType.WorkflowExecutionTimedOut:
                throw new WorkflowFailedException(new TimeoutFailureException(
                    new() { Message = "Workflow timed out", TimeoutFailureInfo = new() { TimeoutType = TimeoutType.StartToClose } }, inner: null, payloads));
            case EventType.WorkflowExecutionContinuedAsNew:
                throw new WorkflowContinuedAsNewException(close.WorkflowExecutionContinuedAsNewEventAttributes.NewExecutionRunId);
            default:
                throw new InvalidOperationException($"{close.EventType} does not close a workflow");
        }
    }
}
