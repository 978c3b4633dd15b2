using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;

namespace Temporalio.Engine.Postgres;

/// <summary>
/// Workflow tasks: leased by a worker for the task timeout (the lease is only a token and a time until which nobody else may
/// take the run), completed in one transaction, or taken over by the next worker as if nothing had happened.
/// </summary>
internal sealed class WorkflowTasks(Database database)
{
    private const string Claim = """
        update temporal.executions e
        set task_token = gen_random_uuid(), task_visible_at = now() + e.task_timeout, task_attempt = e.task_attempt + 1
        where e.run_id in (
          select run_id from temporal.executions
          where namespace = $1 and task_queue = $2 and task_pending and task_visible_at <= now()
          order by task_visible_at limit $3 for update skip locked)
        returning e.*, now() as started_time
        """;

    private const string Finish = """
        update temporal.executions
        set next_event_id = $2, task_attempt = 0, task_token = null, task_visible_at = now(),
            task_pending = exists (select 1 from temporal.inbox where run_id = $1)
        where run_id = $1
        """;

    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(10);

    public async Task<IReadOnlyList<WorkflowTask>> PollAsync(WorkerQueue queue, int limit, CancellationToken cancellationToken)
    {
        var connection = await database.Source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var disposal = connection.ConfigureAwait(false);
        var claimed = await Statements.QueryAsync(
            connection, Claim, r => (Run: Run.Read(r), Token: r.Value<Guid>("task_token"), Started: r.Value<DateTime>("started_time"), Timeout: r.Value<TimeSpan>("task_timeout")),
            [queue.Namespace, queue.TaskQueue, limit], cancellationToken).ConfigureAwait(false);
        if (claimed.Count == 0)
            return [];

        var inbox = await Statements.QueryAsync(
            connection, "select run_id, sequence, data from temporal.inbox where run_id = any($1) order by sequence",
            r => (RunId: r.GetGuid(0), Event: new InboxEvent(r.GetInt64(1), Events.Parse(r.GetFieldValue<byte[]>(2)))),
            [claimed.Select(c => c.Run.RunId).ToArray()], cancellationToken).ConfigureAwait(false);
        var byRun = inbox.ToLookup(i => i.RunId, i => i.Event);
        return claimed.Select(c => new WorkflowTask(
            c.Run.Namespace, c.Run.WorkflowId, c.Run.RunId, c.Run.WorkflowType, c.Run.TaskQueue, c.Token, c.Run.TaskAttempt, c.Started, c.Timeout,
            c.Run.NextEventId, [.. byRun[c.Run.RunId]])).ToList();
    }

    public Task<WorkflowTaskOutcome> CompleteAsync(WorkflowTaskCompletion completion, CancellationToken cancellationToken)
        => database.InTransactionAsync(transaction => CompleteAsync(transaction, completion), cancellationToken);

    public Task FailAsync(WorkflowTask task, WorkflowTaskFailedCause cause, Failure failure, string identity, CancellationToken cancellationToken)
    {
        return database.InTransactionAsync(async transaction =>
        {
            if (await LockTaskAsync(transaction, task).ConfigureAwait(false) is not { } run)
                return false;

            var backoff = TimeSpan.FromSeconds(Math.Min(Math.Pow(2, run.TaskAttempt - 1), LongestBackoff.TotalSeconds));
            var nextEventId = run.NextEventId;
            // As with a server, only the first failure in a row is recorded: a task that keeps failing must not fill the history.
            if (run.TaskAttempt == 1)
            {
                transaction.AppendHistory(run.RunId, FailedTask(task, nextEventId, cause, failure, identity));
                nextEventId += 3;
            }

            transaction.Write(
                "update temporal.executions set task_token = null, task_visible_at = now() + $2, next_event_id = $3 where run_id = $1",
                run.RunId, backoff, nextEventId);
            return true;
        }, cancellationToken);
    }

    private static async Task<Run?> LockTaskAsync(EngineTransaction transaction, WorkflowTask task)
    {
        var rows = await transaction.QueryAsync(
            "select * from temporal.executions where run_id = $1 and task_token = $2 and status = 1 for update", Run.Read, task.RunId, task.Token).ConfigureAwait(false);
        return rows.SingleOrDefault();
    }

    private static async Task<WorkflowTaskOutcome> CompleteAsync(EngineTransaction transaction, WorkflowTaskCompletion completion)
    {
        var task = completion.Task;
        if (await LockTaskAsync(transaction, task).ConfigureAwait(false) is not { } run)
            return WorkflowTaskOutcome.Stale;

        var seen = task.Inbox.Select(e => e.Sequence).ToArray();
        var closing = completion.CommandEvents.SingleOrDefault(e => e.ClosingStatus() is not null);
        if (closing is not null && await HasUnseenAsync(transaction, task.RunId, seen).ConfigureAwait(false))
        {
            transaction.Write("update temporal.executions set task_token = null, task_visible_at = now(), task_attempt = 0 where run_id = $1", run.RunId);
            transaction.Tell(new(Topic.WorkflowTask, News.Queue(run.Namespace, run.TaskQueue)));
            return WorkflowTaskOutcome.UnhandledEvents;
        }

        var next = closing is null ? null : await SuccessorAsync(transaction, run, closing).ConfigureAwait(false);
        if (seen.Length > 0)
            transaction.Write("delete from temporal.inbox where sequence = any($1)", seen);
        transaction.AppendHistory(run.RunId, completion.NewEvents);
        foreach (var command in completion.CommandEvents)
            await Commands.ApplyAsync(transaction, run, command).ConfigureAwait(false);

        var nextEventId = completion.NewEvents[^1].EventId + 1;
        if (closing is not null)
        {
            await transaction.CloseAsync(run, closing, nextEventId, next).ConfigureAwait(false);
            return WorkflowTaskOutcome.Completed;
        }

        // If there are more events by now, this worker takes them: it polls again after each task.
        transaction.Write(Finish, run.RunId, nextEventId);
        return WorkflowTaskOutcome.Completed;
    }

    private static async Task<bool> HasUnseenAsync(EngineTransaction transaction, Guid runId, long[] seen)
    {
        var unseen = await transaction.QueryAsync(
            "select exists (select 1 from temporal.inbox where run_id = $1 and sequence <> all($2))", r => r.GetBoolean(0), runId, seen).ConfigureAwait(false);
        return unseen[0];
    }

    private static async Task<NewRun?> SuccessorAsync(EngineTransaction transaction, Run run, HistoryEvent closing)
    {
        if (closing.WorkflowExecutionContinuedAsNewEventAttributes is { } continued)
            return await transaction.ContinuedRunAsync(run, continued).ConfigureAwait(false);
        if (closing.WorkflowExecutionFailedEventAttributes is not { } failed)
            return null;

        var (next, state) = await transaction.RetryRunAsync(run, failed.Failure).ConfigureAwait(false);
        failed.RetryState = state;
        failed.NewExecutionRunId = next?.RunId.ToString() ?? "";
        return next;
    }

    private static HistoryEvent[] FailedTask(WorkflowTask task, long eventId, WorkflowTaskFailedCause cause, Failure failure, string identity)
    {
        var scheduled = Events.Create(EventType.WorkflowTaskScheduled, eventId);
        scheduled.WorkflowTaskScheduledEventAttributes = new() { TaskQueue = new() { Name = task.TaskQueue }, Attempt = task.Attempt };
        var started = Events.Create(EventType.WorkflowTaskStarted, eventId + 1);
        started.WorkflowTaskStartedEventAttributes = new() { ScheduledEventId = eventId, Identity = identity };
        var failed = Events.Create(EventType.WorkflowTaskFailed, eventId + 2);
        failed.WorkflowTaskFailedEventAttributes = new()
        {
            ScheduledEventId = eventId,
            StartedEventId = eventId + 1,
            Cause = cause,
            Failure = failure,
            Identity = identity,
        };
        return [scheduled, started, failed];
    }
}
