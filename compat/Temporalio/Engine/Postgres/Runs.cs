using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Exceptions;

namespace Temporalio.Engine.Postgres;

/// <summary>A run to be inserted; all else is in the first event's attributes.</summary>
internal sealed record NewRun(
    string Namespace,
    Guid RunId,
    Guid RequestId,
    WorkflowExecutionStartedEventAttributes Attributes,
    TimeSpan Delay,
    ParentClosePolicy ParentClosePolicy = ParentClosePolicy.Unspecified);

/// <summary>Finding, starting and waking runs, inside a transaction.</summary>
internal static class Runs
{
    private static readonly TimeSpan DefaultTaskTimeout = TimeSpan.FromSeconds(10);

    private const string InsertRun = """
        insert into temporal.executions (run_id, namespace, workflow_id, first_run_id, request_id, workflow_type, task_queue, start_time, execution_time,
          timeout_at, parent_run_id, parent_workflow_id, parent_initiated_id, parent_close_policy, memo, next_event_id, task_timeout, task_visible_at)
        values ($1, $2, $3, $4, $5, $6, $7, now(), now() + $8, least(now() + $8 + $9, $10), $11, $12, $13, $14, $15, 2, $16, now() + $8)
        """;

    private const string InsertHistory = """
        insert into temporal.history (run_id, event_id, event_type, data)
        select $1, e.id, e.type, e.data from unnest($2, $3, $4) e(id, type, data)
        """;

    /// <summary>Adds to the inbox and makes a workflow task of it, unless the run is closed; answers the run's queue.</summary>
    private const string InsertInbox = """
        with run as (
          update temporal.executions
          set task_pending = true, task_visible_at = case when task_pending then task_visible_at else now() end
          where run_id = $1 and status = 1
          returning namespace, task_queue),
        added as (
          insert into temporal.inbox (run_id, request_id, data)
          select $1, $2, e.data from run, unnest($3) with ordinality e(data, n) order by e.n
          on conflict (request_id) do nothing)
        select namespace, task_queue from run
        """;

    /// <summary>The run that the target names, or else the latest; locked.</summary>
    public static async Task<Run?> LockAsync(this EngineTransaction transaction, WorkflowTarget target)
    {
        var run = await LockOnceAsync(transaction, target).ConfigureAwait(false);
        // The lock may have waited for a transaction that closed the run and began the next, which only a new statement sees.
        return run is { Status: not WorkflowExecutionStatus.Running } && string.IsNullOrEmpty(target.RunId)
            ? await LockOnceAsync(transaction, target).ConfigureAwait(false)
            : run;
    }

    private static async Task<Run?> LockOnceAsync(EngineTransaction transaction, WorkflowTarget target)
    {
        var rows = await transaction.QueryAsync(
            "select * from temporal.executions where namespace = $1 and workflow_id = $2 and ($3::uuid is null or run_id = $3) order by start_time desc, status limit 1 for update",
            Run.Read, target.Namespace, target.WorkflowId, RunIdOf(target)).ConfigureAwait(false);
        return rows.SingleOrDefault();
    }

    public static async Task<Run?> LockAsync(this EngineTransaction transaction, Guid runId)
    {
        var rows = await transaction.QueryAsync("select * from temporal.executions where run_id = $1 for update", Run.Read, runId).ConfigureAwait(false);
        return rows.SingleOrDefault();
    }

    /// <exception cref="RpcException"><c>NotFound</c>: as from a server, a run id that is none cannot exist.</exception>
    public static Guid? RunIdOf(WorkflowTarget target)
    {
        if (string.IsNullOrEmpty(target.RunId))
            return null;

        return Guid.TryParse(target.RunId, out var runId) ? runId : throw NotFound(target.WorkflowId);
    }

    public static RpcException NotFound(string workflowId)
        => new(RpcException.StatusCode.NotFound, $"workflow not found for ID: {workflowId}", rawStatus: null);

    public static RpcException AlreadyCompleted()
        => new(RpcException.StatusCode.NotFound, "workflow execution already completed", rawStatus: null);

    public static void Insert(this EngineTransaction transaction, NewRun run)
    {
        var a = run.Attributes;
        transaction.Write(
            InsertRun, run.RunId, run.Namespace, a.WorkflowId, Guid.Parse(a.FirstExecutionRunId), run.RequestId, a.WorkflowType.Name, a.TaskQueue.Name,
            run.Delay, a.WorkflowRunTimeout?.ToTimeSpan(), a.WorkflowExecutionExpirationTime?.ToDateTime(),
            a.ParentWorkflowExecution is { } parent ? Guid.Parse(parent.RunId) : null, a.ParentWorkflowExecution?.WorkflowId,
            a.ParentInitiatedEventId, (short)run.ParentClosePolicy, a.Memo?.ToByteArray(), a.WorkflowTaskTimeout?.ToTimeSpan() ?? DefaultTaskTimeout);
        var started = Events.Create(EventType.WorkflowExecutionStarted, 1);
        started.WorkflowExecutionStartedEventAttributes = a;
        transaction.AppendHistory(run.RunId, [started]);
        var news = new News(Topic.WorkflowTask, News.Queue(run.Namespace, a.TaskQueue.Name));
        transaction.Tell(news);
        transaction.VisibleIn(news, run.Delay);
        if ((a.WorkflowRunTimeout ?? a.WorkflowExecutionTimeout) is { } limit)
            transaction.DueIn(run.Delay + limit.ToTimeSpan());
    }

    public static void AppendHistory(this EngineTransaction transaction, Guid runId, IReadOnlyCollection<HistoryEvent> events)
        => transaction.Write(
            InsertHistory, runId, events.Select(e => e.EventId).ToArray(), events.Select(e => e.EventType.ToString()).ToArray(),
            events.Select(e => e.ToByteArray()).ToArray());

    /// <returns>False if the run is closed or gone.</returns>
    public static async Task<bool> AppendInboxAsync(this EngineTransaction transaction, Guid runId, Guid? requestId, params HistoryEvent[] events)
    {
        var queues = await transaction.QueryAsync(
            InsertInbox, r => News.Queue(r.GetString(0), r.GetString(1)), runId, requestId, events.Select(e => e.ToByteArray()).ToArray()).ConfigureAwait(false);
        foreach (var queue in queues)
            transaction.Tell(new(Topic.WorkflowTask, queue));
        return queues.Count > 0;
    }

    /// <summary>Starts a run unless the policies have it otherwise.</summary>
    /// <returns>The existing run where a policy lets it stand, with <c>Started</c> false.</returns>
    /// <exception cref="WorkflowAlreadyStartedException">The policies refuse.</exception>
    public static async Task<StartedWorkflow> StartAsync(
        this EngineTransaction transaction, NewRun run, WorkflowIdReusePolicy reuse, WorkflowIdConflictPolicy conflict)
    {
        var workflowId = run.Attributes.WorkflowId;
        // Starts of one id queue up here: the unique index alone would turn the race into errors.
        transaction.Write("select pg_advisory_xact_lock(hashtextextended($1, 7))", $"{run.Namespace}/{workflowId}");
        var existing = await transaction.LockAsync(new WorkflowTarget(run.Namespace, workflowId)).ConfigureAwait(false);
        if (existing is not null)
        {
            if (existing.RequestId == run.RequestId)
                return new(existing.RunId.ToString(), Started: true);

            var verdict = IdPolicies.Decide(existing.Status, reuse, conflict);
            if (verdict == IdVerdict.UseExisting)
                return new(existing.RunId.ToString(), Started: false);
            if (verdict == IdVerdict.Refuse)
            {
                throw new WorkflowAlreadyStartedException(
                    "Workflow execution already started", workflowId, existing.WorkflowType, existing.RunId.ToString());
            }

            if (existing.Status == WorkflowExecutionStatus.Running)
                await transaction.TerminateAsync(existing, "TerminateIfRunning WorkflowIdReusePolicy", "history-service").ConfigureAwait(false);
        }

        transaction.Insert(run);
        return new(run.RunId.ToString(), Started: true);
    }

    public static NewRun ToNewRun(StartRequest request)
    {
        var runId = Guid.CreateVersion7();
        return new(request.Namespace, runId, request.RequestId, new()
        {
            WorkflowType = new() { Name = request.WorkflowType },
            WorkflowId = request.WorkflowId,
            TaskQueue = new() { Name = request.TaskQueue },
            Input = request.Input,
            WorkflowExecutionTimeout = ToDuration(request.ExecutionTimeout),
            WorkflowRunTimeout = ToDuration(request.RunTimeout),
            WorkflowTaskTimeout = ToDuration(request.TaskTimeout ?? DefaultTaskTimeout),
            WorkflowExecutionExpirationTime = Expiration(request.ExecutionTimeout, request.StartDelay),
            OriginalExecutionRunId = runId.ToString(),
            FirstExecutionRunId = runId.ToString(),
            Identity = request.Identity,
            RetryPolicy = request.RetryPolicy,
            Attempt = 1,
            FirstWorkflowTaskBackoff = ToDuration(request.StartDelay),
            Memo = request.Memo,
            Header = request.Header,
        }, request.StartDelay ?? TimeSpan.Zero);
    }

    public static Duration? ToDuration(TimeSpan? span) => span is { } given ? Duration.FromTimeSpan(given) : null;

    public static Timestamp? Expiration(TimeSpan? executionTimeout, TimeSpan? delay)
        => executionTimeout is { } limit ? Timestamp.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime + limit + (delay ?? TimeSpan.Zero)) : null;
}
