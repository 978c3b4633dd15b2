using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Exceptions;

namespace Temporalio.Engine.Postgres;

/// <summary>What a workflow's commands do beside being recorded, inside the transaction that records them.</summary>
internal static class Commands
{
    private const string InsertActivity = """
        insert into temporal.activities (run_id, scheduled_event_id, namespace, task_queue, workflow_id, workflow_type, workflow_task_queue, attributes,
          visible_at, scheduled_at, attempt_scheduled_at, schedule_to_start, start_to_close, heartbeat_timeout, close_at, deadline)
        values ($1, $2, $3, $4, $5, $6, $7, $8, now(), now(), now(), $9, $10, $11, now() + $12, least(now() + $9, now() + $12))
        """;

    public static async Task ApplyAsync(EngineTransaction transaction, Run run, HistoryEvent command)
    {
        switch (command.EventType)
        {
            case EventType.ActivityTaskScheduled:
                ScheduleActivity(transaction, run, command.EventId, command.ActivityTaskScheduledEventAttributes);
                break;
            case EventType.ActivityTaskCancelRequested:
                await CancelActivityAsync(transaction, run, command).ConfigureAwait(false);
                break;
            case EventType.TimerStarted:
                StartTimer(transaction, run, command);
                break;
            case EventType.TimerCanceled:
                transaction.Write(
                    "delete from temporal.timers where run_id = $1 and started_event_id = $2", run.RunId, command.TimerCanceledEventAttributes.StartedEventId);
                break;
            case EventType.StartChildWorkflowExecutionInitiated:
                await StartChildAsync(transaction, run, command).ConfigureAwait(false);
                break;
            case EventType.SignalExternalWorkflowExecutionInitiated:
                await SignalExternalAsync(transaction, run, command).ConfigureAwait(false);
                break;
            case EventType.RequestCancelExternalWorkflowExecutionInitiated:
                await CancelExternalAsync(transaction, run, command).ConfigureAwait(false);
                break;
            default:
                // Markers and closing events are only recorded; what a closing event brings comes after all commands.
                break;
        }
    }

    private static void ScheduleActivity(EngineTransaction transaction, Run run, long eventId, ActivityTaskScheduledEventAttributes a)
    {
        transaction.Write(
            InsertActivity, run.RunId, eventId, run.Namespace, a.TaskQueue.Name, run.WorkflowId, run.WorkflowType, run.TaskQueue, a.ToByteArray(),
            a.ScheduleToStartTimeout?.ToTimeSpan(), a.StartToCloseTimeout?.ToTimeSpan(), a.HeartbeatTimeout?.ToTimeSpan(), a.ScheduleToCloseTimeout?.ToTimeSpan());
        transaction.Tell(new(Topic.ActivityTask, News.Queue(run.Namespace, a.TaskQueue.Name)));
        if ((a.ScheduleToStartTimeout ?? a.ScheduleToCloseTimeout) is { } limit)
            transaction.DueIn(limit.ToTimeSpan());
    }

    private static async Task CancelActivityAsync(EngineTransaction transaction, Run run, HistoryEvent command)
    {
        var scheduledId = command.ActivityTaskCancelRequestedEventAttributes.ScheduledEventId;
        var waiting = await transaction.QueryAsync(
            "delete from temporal.activities where run_id = $1 and scheduled_event_id = $2 and not started returning 1", r => r.GetInt32(0), run.RunId, scheduledId).ConfigureAwait(false);
        if (waiting.Count > 0)
        {
            var canceled = Events.Create(EventType.ActivityTaskCanceled);
            canceled.ActivityTaskCanceledEventAttributes = new() { ScheduledEventId = scheduledId, LatestCancelRequestedEventId = command.EventId };
            await transaction.AppendInboxAsync(run.RunId, requestId: null, canceled).ConfigureAwait(false);
            return;
        }

        var running = await transaction.QueryAsync(
            "update temporal.activities set cancel_event_id = $3 where run_id = $1 and scheduled_event_id = $2 returning token",
            r => r.ValueOrDefault<Guid?>("token"), run.RunId, scheduledId, command.EventId).ConfigureAwait(false);
        foreach (var token in running.OfType<Guid>())
            transaction.Tell(new(Topic.ActivityCancel, token.ToString()));
    }

    private static void StartTimer(EngineTransaction transaction, Run run, HistoryEvent command)
    {
        var timer = command.TimerStartedEventAttributes;
        var delay = timer.StartToFireTimeout.ToTimeSpan();
        transaction.Write(
            "insert into temporal.timers (run_id, started_event_id, timer_id, fire_at) values ($1, $2, $3, now() + $4)",
            run.RunId, command.EventId, timer.TimerId, delay);
        transaction.DueIn(delay);
    }

    private static async Task StartChildAsync(EngineTransaction transaction, Run run, HistoryEvent command)
    {
        var a = command.StartChildWorkflowExecutionInitiatedEventAttributes;
        HistoryEvent outcome;
        try
        {
            var started = await transaction.StartAsync(
                ToNewRun(run, command.EventId, a), a.WorkflowIdReusePolicy, WorkflowIdConflictPolicy.Fail).ConfigureAwait(false);
            outcome = Events.Create(EventType.ChildWorkflowExecutionStarted);
            outcome.ChildWorkflowExecutionStartedEventAttributes = new()
            {
                Namespace = run.Namespace,
                InitiatedEventId = command.EventId,
                WorkflowExecution = new() { WorkflowId = a.WorkflowId, RunId = started.RunId },
                WorkflowType = a.WorkflowType,
                Header = a.Header,
            };
        }
        catch (WorkflowAlreadyStartedException)
        {
            outcome = Events.Create(EventType.StartChildWorkflowExecutionFailed);
            outcome.StartChildWorkflowExecutionFailedEventAttributes = new()
            {
                Namespace = run.Namespace,
                WorkflowId = a.WorkflowId,
                WorkflowType = a.WorkflowType,
                Cause = StartChildWorkflowExecutionFailedCause.WorkflowAlreadyExists,
                InitiatedEventId = command.EventId,
            };
        }

        await transaction.AppendInboxAsync(run.RunId, requestId: null, outcome).ConfigureAwait(false);
    }

    private static NewRun ToNewRun(Run parent, long initiatedEventId, StartChildWorkflowExecutionInitiatedEventAttributes a)
    {
        var runId = Guid.CreateVersion7();
        return new(parent.Namespace, runId, Guid.NewGuid(), new()
        {
            WorkflowType = a.WorkflowType,
            WorkflowId = a.WorkflowId,
            TaskQueue = a.TaskQueue,
            Input = a.Input,
            ParentWorkflowNamespace = parent.Namespace,
            ParentWorkflowExecution = parent.ToExecution(),
            ParentInitiatedEventId = initiatedEventId,
            WorkflowExecutionTimeout = a.WorkflowExecutionTimeout,
            WorkflowRunTimeout = a.WorkflowRunTimeout,
            WorkflowTaskTimeout = a.WorkflowTaskTimeout ?? Duration.FromTimeSpan(TimeSpan.FromSeconds(10)),
            WorkflowExecutionExpirationTime = Runs.Expiration(a.WorkflowExecutionTimeout?.ToTimeSpan(), delay: null),
            OriginalExecutionRunId = runId.ToString(),
            FirstExecutionRunId = runId.ToString(),
            RetryPolicy = a.RetryPolicy,
            Attempt = 1,
            Memo = a.Memo,
            Header = a.Header,
        }, TimeSpan.Zero, a.ParentClosePolicy);
    }

    private static async Task SignalExternalAsync(EngineTransaction transaction, Run run, HistoryEvent command)
    {
        var a = command.SignalExternalWorkflowExecutionInitiatedEventAttributes;
        var signal = Events.Signaled(new() { SignalName = a.SignalName, Input = a.Input, Header = a.Header, ExternalWorkflowExecution = run.ToExecution() });
        var target = await FindAsync(transaction, run, a.WorkflowExecution).ConfigureAwait(false);
        HistoryEvent outcome;
        if (target is not null && await transaction.AppendInboxAsync(target.RunId, requestId: null, signal).ConfigureAwait(false))
        {
            outcome = Events.Create(EventType.ExternalWorkflowExecutionSignaled);
            outcome.ExternalWorkflowExecutionSignaledEventAttributes = new()
            {
                InitiatedEventId = command.EventId,
                Namespace = run.Namespace,
                WorkflowExecution = target.ToExecution(),
            };
        }
        else
        {
            outcome = Events.Create(EventType.SignalExternalWorkflowExecutionFailed);
            outcome.SignalExternalWorkflowExecutionFailedEventAttributes = new()
            {
                Cause = SignalExternalWorkflowExecutionFailedCause.ExternalWorkflowExecutionNotFound,
                Namespace = run.Namespace,
                WorkflowExecution = a.WorkflowExecution,
                InitiatedEventId = command.EventId,
            };
        }

        await transaction.AppendInboxAsync(run.RunId, requestId: null, outcome).ConfigureAwait(false);
    }

    private static async Task CancelExternalAsync(EngineTransaction transaction, Run run, HistoryEvent command)
    {
        var a = command.RequestCancelExternalWorkflowExecutionInitiatedEventAttributes;
        var target = await FindAsync(transaction, run, a.WorkflowExecution).ConfigureAwait(false);
        HistoryEvent outcome;
        if (target is { Status: WorkflowExecutionStatus.Running })
        {
            await transaction.RequestCancelAsync(target, run.WorkflowId, command.EventId).ConfigureAwait(false);
            outcome = Events.Create(EventType.ExternalWorkflowExecutionCancelRequested);
            outcome.ExternalWorkflowExecutionCancelRequestedEventAttributes = new()
            {
                InitiatedEventId = command.EventId,
                Namespace = run.Namespace,
                WorkflowExecution = target.ToExecution(),
            };
        }
        else
        {
            outcome = Events.Create(EventType.RequestCancelExternalWorkflowExecutionFailed);
            outcome.RequestCancelExternalWorkflowExecutionFailedEventAttributes = new()
            {
                Cause = CancelExternalWorkflowExecutionFailedCause.ExternalWorkflowExecutionNotFound,
                Namespace = run.Namespace,
                WorkflowExecution = a.WorkflowExecution,
                InitiatedEventId = command.EventId,
            };
        }

        await transaction.AppendInboxAsync(run.RunId, requestId: null, outcome).ConfigureAwait(false);
    }

    private static Task<Run?> FindAsync(EngineTransaction transaction, Run run, WorkflowExecution target)
        => string.IsNullOrEmpty(target.RunId) || Guid.TryParse(target.RunId, out _)
            ? transaction.LockAsync(new WorkflowTarget(run.Namespace, target.WorkflowId, target.RunId))
            : Task.FromResult<Run?>(null);
}
