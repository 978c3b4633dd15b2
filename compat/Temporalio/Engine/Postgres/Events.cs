using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;

namespace Temporalio.Engine.Postgres;

/// <summary>Makes and reads history events.</summary>
internal static class Events
{
    public static HistoryEvent Create(EventType type, long eventId = 0)
        => new() { EventId = eventId, EventType = type, EventTime = Timestamp.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime) };

    public static HistoryEvent Parse(byte[] data) => HistoryEvent.Parser.ParseFrom(data);

    public static T? ParseOrNull<T>(this MessageParser<T> parser, byte[]? data)
        where T : class, IMessage<T>
        => data is null ? null : parser.ParseFrom(data);

    public static HistoryEvent Signaled(WorkflowExecutionSignaledEventAttributes signal)
    {
        var signaled = Create(EventType.WorkflowExecutionSignaled);
        signaled.WorkflowExecutionSignaledEventAttributes = signal;
        return signaled;
    }

    public static HistoryEvent CancelRequested(string identity, long externalInitiatedEventId = 0)
    {
        var requested = Create(EventType.WorkflowExecutionCancelRequested);
        requested.WorkflowExecutionCancelRequestedEventAttributes = new() { Identity = identity, ExternalInitiatedEventId = externalInitiatedEventId };
        return requested;
    }

    public static HistoryEvent Terminated(string reason, string identity)
    {
        var terminated = Create(EventType.WorkflowExecutionTerminated);
        terminated.WorkflowExecutionTerminatedEventAttributes = new() { Reason = reason, Identity = identity };
        return terminated;
    }

    public static HistoryEvent TimedOut(RetryState retryState, string newRunId)
    {
        var timedOut = Create(EventType.WorkflowExecutionTimedOut);
        timedOut.WorkflowExecutionTimedOutEventAttributes = new() { RetryState = retryState, NewExecutionRunId = newRunId };
        return timedOut;
    }

    /// <summary>The status that the event closes its run with; null if it does not.</summary>
    public static WorkflowExecutionStatus? ClosingStatus(this HistoryEvent e) => e.EventType switch
    {
        EventType.WorkflowExecutionCompleted => WorkflowExecutionStatus.Completed,
        EventType.WorkflowExecutionFailed => WorkflowExecutionStatus.Failed,
        EventType.WorkflowExecutionCanceled => WorkflowExecutionStatus.Canceled,
        EventType.WorkflowExecutionTerminated => WorkflowExecutionStatus.Terminated,
        EventType.WorkflowExecutionContinuedAsNew => WorkflowExecutionStatus.ContinuedAsNew,
        EventType.WorkflowExecutionTimedOut => WorkflowExecutionStatus.TimedOut,
        _ => null,
    };
}
