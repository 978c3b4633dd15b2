using Google.Protobuf;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;
using RetryPolicy = Temporalio.Common.RetryPolicy;

namespace Temporalio.Engine.Postgres;

/// <summary>What happens when a time has come; each item in a transaction of its own, by one process only.</summary>
internal sealed class Timeouts(Database database)
{
    private const int Batch = 50;

    private const string TakeTimers = """
        delete from temporal.timers where run_id = $1 and fire_at <= now() returning started_event_id, timer_id
        """;

    private const string TakeActivities = """
        select *, close_at <= now() as close_due, started and started_at + start_to_close <= now() as attempt_due
        from temporal.activities where run_id = $1 and deadline <= now() for update
        """;

    private const string RetryActivity = """
        update temporal.activities
        set started = false, token = null, attempt = attempt + 1, visible_at = now() + $3, attempt_scheduled_at = now() + $3, last_failure = $4,
            deadline = least(close_at, now() + $3 + schedule_to_start)
        where run_id = $1 and scheduled_event_id = $2
        """;

    public Task FireTimersAsync(CancellationToken cancellationToken)
        => ForDueRunsAsync("select run_id from temporal.timers where fire_at <= now() group by run_id order by min(fire_at) limit $1", FireTimersAsync, cancellationToken);

    public Task EndActivitiesAsync(CancellationToken cancellationToken)
        => ForDueRunsAsync("select run_id from temporal.activities where deadline <= now() group by run_id order by min(deadline) limit $1", EndActivitiesAsync, cancellationToken);

    public async Task EndRunsAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < Batch; i++)
        {
            if (!await database.InTransactionAsync(EndRunAsync, cancellationToken).ConfigureAwait(false))
                return;
        }
    }

    /// <summary>Each run in a transaction of its own, locked first, as everywhere; a run that another transaction holds is left for the next time.</summary>
    private async Task ForDueRunsAsync(string selectRuns, Func<EngineTransaction, Guid, Task> work, CancellationToken cancellationToken)
    {
        foreach (var runId in await database.QueryAsync(selectRuns, r => r.GetGuid(0), [Batch], cancellationToken).ConfigureAwait(false))
        {
            await database.InTransactionAsync(async transaction =>
            {
                var locked = await transaction.QueryAsync(
                    "select 1 from temporal.executions where run_id = $1 for update skip locked", _ => true, runId).ConfigureAwait(false);
                if (locked.Count > 0)
                    await work(transaction, runId).ConfigureAwait(false);
                return true;
            }, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task FireTimersAsync(EngineTransaction transaction, Guid runId)
    {
        var timers = await transaction.QueryAsync(TakeTimers, r => (StartedId: r.GetInt64(0), TimerId: r.GetString(1)), runId).ConfigureAwait(false);
        foreach (var (startedId, timerId) in timers.OrderBy(t => t.StartedId))
        {
            var fired = Events.Create(EventType.TimerFired);
            fired.TimerFiredEventAttributes = new() { TimerId = timerId, StartedEventId = startedId };
            await transaction.AppendInboxAsync(runId, requestId: null, fired).ConfigureAwait(false);
        }
    }

    private static async Task EndActivitiesAsync(EngineTransaction transaction, Guid runId)
    {
        var due = await transaction.QueryAsync(TakeActivities, r => (
            Task: ActivityTasks.Read(r),
            IsStarted: r.Value<bool>("started"),
            CloseDue: r.ValueOrDefault<bool>("close_due"),
            AttemptDue: r.ValueOrDefault<bool>("attempt_due"),
            Cancel: r.Value<long>("cancel_event_id")), runId).ConfigureAwait(false);
        foreach (var (task, isStarted, closeDue, attemptDue, cancel) in due)
            await EndActivityAsync(transaction, task, isStarted, closeDue, attemptDue, cancel > 0).ConfigureAwait(false);
    }

    private static async Task EndActivityAsync(
        EngineTransaction transaction, ActivityTask task, bool isStarted, bool closeDue, bool attemptDue, bool cancelRequested)
    {
        var type = closeDue ? TimeoutType.ScheduleToClose
            : !isStarted ? TimeoutType.ScheduleToStart
            : attemptDue ? TimeoutType.StartToClose
            : TimeoutType.Heartbeat;
        var failure = TimeoutFailure(type, task);
        var remaining = task.Attributes.ScheduleToCloseTimeout is { } limit
            ? task.ScheduledTime + limit.ToTimeSpan() - TimeProvider.System.GetUtcNow().UtcDateTime
            : (TimeSpan?)null;
        var (delay, state) = Retries.Next(RetryPolicy.FromProto(task.RetryPolicy), task.Attempt, failure, remaining);
        if (isStarted)
            transaction.Tell(new(Topic.ActivityCancel, task.Token.ToString()));
        if (delay is { } wait && !cancelRequested)
            Retry(transaction, task, wait, failure);
        else
            await EndAsync(transaction, task, isStarted, failure, state).ConfigureAwait(false);
    }

    private static void Retry(EngineTransaction transaction, ActivityTask task, TimeSpan delay, Failure failure)
    {
        transaction.Write(RetryActivity, task.RunId, task.ScheduledEventId, delay, failure.ToByteArray());
        var news = new News(Topic.ActivityTask, News.Queue(task.Namespace, task.TaskQueue));
        transaction.Tell(news);
        transaction.VisibleIn(news, delay);
    }

    private static async Task EndAsync(EngineTransaction transaction, ActivityTask task, bool isStarted, Failure failure, RetryState state)
    {
        transaction.Write("delete from temporal.activities where run_id = $1 and scheduled_event_id = $2", task.RunId, task.ScheduledEventId);
        var timedOut = Events.Create(EventType.ActivityTaskTimedOut);
        timedOut.ActivityTaskTimedOutEventAttributes = new() { Failure = failure, ScheduledEventId = task.ScheduledEventId, RetryState = state };
        HistoryEvent[] events = isStarted ? [ActivityTasks.Started(task), timedOut] : [timedOut];
        await transaction.AppendInboxAsync(task.RunId, requestId: null, events).ConfigureAwait(false);
    }

    private static Failure TimeoutFailure(TimeoutType type, ActivityTask task) => new()
    {
        Message = $"activity {type} timeout",
        TimeoutFailureInfo = new() { TimeoutType = type, LastHeartbeatDetails = task.HeartbeatDetails },
        Cause = task.LastFailure,
    };

    private static async Task<bool> EndRunAsync(EngineTransaction transaction)
    {
        var due = await transaction.QueryAsync(
            "select * from temporal.executions where status = 1 and timeout_at <= now() order by timeout_at limit 1 for update skip locked", Run.Read).ConfigureAwait(false);
        if (due is not [var run])
            return false;

        var failure = new Failure { Message = "workflow timeout", TimeoutFailureInfo = new() { TimeoutType = TimeoutType.StartToClose } };
        var (next, state) = await transaction.RetryRunAsync(run, failure).ConfigureAwait(false);
        await transaction.CloseFromOutsideAsync(run, Events.TimedOut(state, next?.RunId.ToString() ?? ""), next).ConfigureAwait(false);
        return true;
    }
}
