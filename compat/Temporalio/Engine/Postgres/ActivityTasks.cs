using Google.Protobuf;
using Npgsql;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;
using RetryPolicy = Temporalio.Common.RetryPolicy;

namespace Temporalio.Engine.Postgres;

/// <summary>Activity tasks: claimed with a token, which every report of the attempt must carry.</summary>
internal sealed class ActivityTasks(Database database)
{
    private const string Claim = """
        update temporal.activities a
        set started = true, token = gen_random_uuid(), identity = $4, started_at = now(), heartbeat_at = now(),
            deadline = least(a.close_at, now() + a.start_to_close, now() + a.heartbeat_timeout)
        where (a.run_id, a.scheduled_event_id) in (
          select run_id, scheduled_event_id from temporal.activities
          where namespace = $1 and task_queue = $2 and not started and visible_at <= now()
          order by visible_at limit $3 for update skip locked)
        returning a.*
        """;

    /// <summary>
    /// Ends the activity and gives its events to the workflow; without rows the attempt is no longer the current one. The run is
    /// locked before the activity, as everywhere, lest two transactions wait for each other.
    /// </summary>
    private const string End = """
        with locked as (
          select run_id from temporal.executions where run_id = $1 and status = 1 for update),
        ended as (
          delete from temporal.activities a using locked
          where a.run_id = locked.run_id and a.scheduled_event_id = $2 and a.token = $3 returning a.run_id),
        run as (
          update temporal.executions e
          set task_pending = true, task_visible_at = case when task_pending then task_visible_at else now() end
          from ended where e.run_id = ended.run_id
          returning e.namespace, e.task_queue),
        added as (
          insert into temporal.inbox (run_id, data)
          select $1, e.data from run, unnest($4) with ordinality e(data, n) order by e.n)
        select namespace, task_queue, pg_notify('temporal', $5 || namespace || '/' || task_queue)::text from run
        """;

    private const string Retry = """
        update temporal.activities
        set started = false, token = null, attempt = attempt + 1, visible_at = now() + $4, attempt_scheduled_at = now() + $4, last_failure = $5,
            deadline = least(close_at, now() + $4 + schedule_to_start)
        where run_id = $1 and scheduled_event_id = $2 and token = $3
        returning cancel_event_id
        """;

    private const string Beat = """
        update temporal.activities
        set heartbeat_at = now(), heartbeat_details = coalesce($4, heartbeat_details),
            deadline = least(close_at, started_at + start_to_close, now() + heartbeat_timeout)
        where run_id = $1 and scheduled_event_id = $2 and token = $3
        returning cancel_event_id > 0
        """;

    public async Task<IReadOnlyList<ActivityTask>> PollAsync(WorkerQueue queue, int limit, CancellationToken cancellationToken)
        => await database.QueryAsync(Claim, Read, [queue.Namespace, queue.TaskQueue, limit, queue.Identity], cancellationToken).ConfigureAwait(false);

    public Task CompleteAsync(ActivityTask task, Payloads result, CancellationToken cancellationToken)
    {
        var completed = Events.Create(EventType.ActivityTaskCompleted);
        completed.ActivityTaskCompletedEventAttributes = new() { Result = result, ScheduledEventId = task.ScheduledEventId, Identity = task.Identity };
        return EndAsync(task, completed, cancellationToken);
    }

    public Task CancelAsync(ActivityTask task, Payloads? details, CancellationToken cancellationToken)
    {
        var canceled = Events.Create(EventType.ActivityTaskCanceled);
        canceled.ActivityTaskCanceledEventAttributes = new() { Details = details, ScheduledEventId = task.ScheduledEventId, Identity = task.Identity };
        return EndAsync(task, canceled, cancellationToken);
    }

    public async Task FailAsync(ActivityTask task, Failure failure, CancellationToken cancellationToken)
    {
        var remaining = task.Attributes.ScheduleToCloseTimeout is { } limit
            ? task.ScheduledTime + limit.ToTimeSpan() - TimeProvider.System.GetUtcNow().UtcDateTime
            : (TimeSpan?)null;
        var (delay, state) = Retries.Next(RetryPolicy.FromProto(task.RetryPolicy), task.Attempt, failure, remaining);
        if (delay is { } wait && await RetryAsync(task, wait, failure, cancellationToken).ConfigureAwait(false) == 0)
            return;

        var failed = Events.Create(EventType.ActivityTaskFailed);
        failed.ActivityTaskFailedEventAttributes = new()
        {
            Failure = failure,
            ScheduledEventId = task.ScheduledEventId,
            Identity = task.Identity,
            RetryState = delay is null ? state : RetryState.CancelRequested,
        };
        await EndAsync(task, failed, cancellationToken).ConfigureAwait(false);
    }

    public async Task ReleaseAsync(ActivityTask task, CancellationToken cancellationToken)
    {
        if (await RetryAsync(task, TimeSpan.Zero, task.LastFailure, cancellationToken).ConfigureAwait(false) != 0)
            await CancelAsync(task, details: null, cancellationToken).ConfigureAwait(false);
    }

    public async Task<HeartbeatAnswer> HeartbeatAsync(ActivityTask task, Payloads? details, CancellationToken cancellationToken)
    {
        var answers = await database.QueryAsync(
            Beat, r => r.GetBoolean(0), [task.RunId, task.ScheduledEventId, task.Token, details?.ToByteArray()], cancellationToken).ConfigureAwait(false);
        return answers switch
        {
            [] => HeartbeatAnswer.Gone,
            [true, ..] => HeartbeatAnswer.CancelRequested,
            _ => HeartbeatAnswer.Recorded,
        };
    }

    public static ActivityTask Read(NpgsqlDataReader r) => new(
        r.Value<string>("namespace"),
        r.Value<Guid>("run_id"),
        r.Value<string>("workflow_id"),
        r.Value<string>("workflow_type"),
        r.Value<string>("workflow_task_queue"),
        r.Value<long>("scheduled_event_id"),
        r.ValueOrDefault<Guid?>("token") ?? Guid.Empty,
        r.Value<int>("attempt"),
        r.Value<string>("task_queue"),
        r.Value<DateTime>("scheduled_at"),
        r.Value<DateTime>("attempt_scheduled_at"),
        r.ValueOrDefault<DateTime?>("started_at") ?? default,
        ActivityTaskScheduledEventAttributes.Parser.ParseFrom(r.Value<byte[]>("attributes")),
        Payloads.Parser.ParseOrNull(r.ValueOrDefault<byte[]>("heartbeat_details")),
        Failure.Parser.ParseOrNull(r.ValueOrDefault<byte[]>("last_failure")),
        r.ValueOrDefault<string>("identity") ?? "");

    /// <summary>The event that comes before the one that ends an attempt.</summary>
    public static HistoryEvent Started(ActivityTask task)
    {
        var started = Events.Create(EventType.ActivityTaskStarted);
        started.ActivityTaskStartedEventAttributes = new()
        {
            ScheduledEventId = task.ScheduledEventId,
            Identity = task.Identity,
            Attempt = task.Attempt,
            LastFailure = task.LastFailure,
        };
        return started;
    }

    private async Task EndAsync(ActivityTask task, HistoryEvent end, CancellationToken cancellationToken)
    {
        var notifications = database.Notifications;
        var prefix = new News(Topic.WorkflowTask, "").ToPayload(notifications.Sender);
        var queues = await database.QueryAsync(
            End, r => News.Queue(r.GetString(0), r.GetString(1)),
            [task.RunId, task.ScheduledEventId, task.Token, new[] { Started(task).ToByteArray(), end.ToByteArray() }, prefix], cancellationToken).ConfigureAwait(false);
        foreach (var queue in queues)
            notifications.Publish(new(Topic.WorkflowTask, queue));
    }

    /// <returns>0 if the attempt was handed back, or was no longer the current one; else the cancel request that forbids another.</returns>
    private async Task<long> RetryAsync(ActivityTask task, TimeSpan delay, Failure? failure, CancellationToken cancellationToken)
        => await database.InTransactionAsync(async transaction =>
        {
            var canceled = await transaction.QueryAsync(
                "select cancel_event_id from temporal.activities where run_id = $1 and scheduled_event_id = $2 and token = $3 for update",
                r => r.GetInt64(0), task.RunId, task.ScheduledEventId, task.Token).ConfigureAwait(false);
            if (canceled is [] or [not 0])
                return canceled.FirstOrDefault();

            transaction.Write(Retry, task.RunId, task.ScheduledEventId, task.Token, delay, failure?.ToByteArray());
            transaction.Tell(new(Topic.ActivityTask, News.Queue(task.Namespace, task.TaskQueue)));
            transaction.VisibleIn(new(Topic.ActivityTask, News.Queue(task.Namespace, task.TaskQueue)), delay);
            return 0;
        }, cancellationToken).ConfigureAwait(false);
}
