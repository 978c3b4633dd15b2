using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Exceptions;

namespace Temporalio.Worker;

/// <summary>Holds the commands of a replayed workflow task against those that the history has.</summary>
internal static class CommandMatcher
{
    public static bool IsCommand(HistoryEvent e) => e.EventType is
        EventType.ActivityTaskScheduled or EventType.ActivityTaskCancelRequested or EventType.TimerStarted or EventType.TimerCanceled
        or EventType.MarkerRecorded or EventType.StartChildWorkflowExecutionInitiated or EventType.SignalExternalWorkflowExecutionInitiated
        or EventType.RequestCancelExternalWorkflowExecutionInitiated or EventType.WorkflowExecutionCompleted or EventType.WorkflowExecutionFailed
        or EventType.WorkflowExecutionCanceled or EventType.WorkflowExecutionContinuedAsNew;

    /// <summary>Gives each command the id of the event that it became.</summary>
    /// <exception cref="WorkflowNondeterminismException">The workflow's code does otherwise than it did.</exception>
    public static void Match(IReadOnlyList<PendingCommand> commands, IReadOnlyList<HistoryEvent> recorded)
    {
        var next = 0;
        foreach (var command in commands)
        {
            while (next < recorded.Count && IsDeprecatedPatch(recorded[next]) && !Same(command.Event, recorded[next]))
                next++;
            if (next == recorded.Count)
                throw Error($"Command {Describe(command.Event)} of the workflow's code has no event in the history");

            var expected = recorded[next++];
            if (!Same(command.Event, expected))
            {
                throw Error(
                    $"HistoryEvent(id: {expected.EventId}, {Describe(expected)}) of the history does not match command {Describe(command.Event)} of the workflow's code");
            }

            command.Event.EventId = expected.EventId;
        }

        if (recorded.Skip(next).FirstOrDefault(e => !IsDeprecatedPatch(e)) is { } missing)
            throw Error($"No command scheduled for event HistoryEvent(id: {missing.EventId}, {Describe(missing)})");
    }

    public static WorkflowNondeterminismException Error(string message) => new($"[TMPRL1100] Nondeterminism error: {message}");

    private static bool IsDeprecatedPatch(HistoryEvent e) => Patches.Read(e) is { Deprecated: true };

    private static bool Same(HistoryEvent command, HistoryEvent recorded)
        => command.EventType == recorded.EventType && Identity(command) == Identity(recorded);

    private static string Describe(HistoryEvent e) => Identity(e) is { Length: > 0 } identity ? $"{e.EventType} ({identity})" : e.EventType.ToString();

    /// <summary>What must not change between a command and its replay.</summary>
    private static string Identity(HistoryEvent e) => e.AttributesCase switch
    {
        HistoryEvent.AttributesOneofCase.ActivityTaskScheduledEventAttributes =>
            $"activity type '{e.ActivityTaskScheduledEventAttributes.ActivityType.Name}', id '{e.ActivityTaskScheduledEventAttributes.ActivityId}'",
        HistoryEvent.AttributesOneofCase.ActivityTaskCancelRequestedEventAttributes =>
            $"activity scheduled by event {e.ActivityTaskCancelRequestedEventAttributes.ScheduledEventId}",
        HistoryEvent.AttributesOneofCase.TimerStartedEventAttributes => $"timer id '{e.TimerStartedEventAttributes.TimerId}'",
        HistoryEvent.AttributesOneofCase.TimerCanceledEventAttributes => $"timer id '{e.TimerCanceledEventAttributes.TimerId}'",
        HistoryEvent.AttributesOneofCase.MarkerRecordedEventAttributes => $"patch '{Patches.Read(e)?.Id}'",
        HistoryEvent.AttributesOneofCase.StartChildWorkflowExecutionInitiatedEventAttributes =>
            $"workflow type '{e.StartChildWorkflowExecutionInitiatedEventAttributes.WorkflowType.Name}', id '{e.StartChildWorkflowExecutionInitiatedEventAttributes.WorkflowId}'",
        HistoryEvent.AttributesOneofCase.SignalExternalWorkflowExecutionInitiatedEventAttributes =>
            $"signal '{e.SignalExternalWorkflowExecutionInitiatedEventAttributes.SignalName}' to '{e.SignalExternalWorkflowExecutionInitiatedEventAttributes.WorkflowExecution.WorkflowId}'",
        HistoryEvent.AttributesOneofCase.RequestCancelExternalWorkflowExecutionInitiatedEventAttributes =>
            $"cancel of '{e.RequestCancelExternalWorkflowExecutionInitiatedEventAttributes.WorkflowExecution.WorkflowId}'",
        _ => "",
    };
}
