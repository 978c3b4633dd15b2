using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;

namespace Temporalio.Engine.Postgres;

/// <summary>The embedded engine, as workers see it.</summary>
internal sealed class PostgresWorkerService(Database database, ILogger logger) : IWorkerService
{
    /// <summary>A query whose worker is gone is offered again after this time.</summary>
    private const string ClaimQueries = """
        update temporal.queries q set claimed_at = now()
        from temporal.executions e
        where e.run_id = q.run_id and q.query_id in (
          select o.query_id from temporal.queries o join temporal.executions x using (run_id)
          where not o.answered and (o.claimed_at is null or o.claimed_at < now() - interval '3 seconds')
            and x.namespace = $1 and x.task_queue = $2 and not x.task_pending
          order by o.created_at limit $3 for update of o skip locked)
        returning q.*, e.namespace, e.workflow_id, e.workflow_type, e.task_queue
        """;

    private readonly WorkflowTasks _workflowTasks = new(database);
    private readonly ActivityTasks _activityTasks = new(database);
    private readonly Lock _gate = new();
    private int _attached;
    private CancellationTokenSource? _timekeeping;
    private Task _timekeeper = Task.CompletedTask;

    public Task<IAsyncDisposable> AttachWorkerAsync(WorkerAttachment attachment, CancellationToken cancellationToken)
    {
        var queue = News.Queue(attachment.Queue.Namespace, attachment.Queue.TaskQueue);
        var notifications = database.Notifications;
        IDisposable[] subscriptions =
        [
            notifications.Subscribe(Topic.WorkflowTask, queue, _ => attachment.WakeWorkflows(TimeSpan.Zero)),
            notifications.Subscribe(Topic.Query, queue, _ => attachment.WakeQueries(TimeSpan.Zero)),
            notifications.Subscribe(Topic.ActivityTask, queue, _ => attachment.WakeActivities(TimeSpan.Zero)),
            notifications.Subscribe(Topic.ActivityCancel, key: null, key =>
            {
                if (Guid.TryParse(key, out var token))
                    attachment.CancelRequested(token);
            }),
        ];
        lock (_gate)
        {
            if (_attached++ == 0)
            {
                _timekeeping = new();
                var token = _timekeeping.Token;
                _timekeeper = Task.Run(() => new Timekeeper(database, logger).RunAsync(token), CancellationToken.None);
            }
        }

        return Task.FromResult<IAsyncDisposable>(new Attachment(this, subscriptions));
    }

    public Task<IReadOnlyList<WorkflowTask>> PollWorkflowTasksAsync(WorkerQueue queue, int limit, CancellationToken cancellationToken)
        => _workflowTasks.PollAsync(queue, limit, cancellationToken);

    public async Task<IReadOnlyList<HistoryEvent>> GetHistoryAsync(Guid runId, long fromEventId, CancellationToken cancellationToken)
        => await database.QueryAsync(
            "select data from temporal.history where run_id = $1 and event_id >= $2 order by event_id",
            r => Events.Parse(r.GetFieldValue<byte[]>(0)), [runId, fromEventId], cancellationToken).ConfigureAwait(false);

    public Task<WorkflowTaskOutcome> CompleteWorkflowTaskAsync(WorkflowTaskCompletion completion, CancellationToken cancellationToken)
        => _workflowTasks.CompleteAsync(completion, cancellationToken);

    public Task FailWorkflowTaskAsync(WorkflowTask task, WorkflowTaskFailedCause cause, Failure failure, string identity, CancellationToken cancellationToken)
        => _workflowTasks.FailAsync(task, cause, failure, identity, cancellationToken);

    public async Task<IReadOnlyList<QueryTask>> PollQueriesAsync(WorkerQueue queue, int limit, CancellationToken cancellationToken)
        => await database.QueryAsync(
            ClaimQueries,
            r => new QueryTask(
                r.Value<Guid>("query_id"), r.Value<string>("namespace"), r.Value<string>("workflow_id"), r.Value<Guid>("run_id"), r.Value<string>("workflow_type"),
                r.Value<string>("task_queue"), r.Value<string>("name"), Payloads.Parser.ParseFrom(r.Value<byte[]>("arguments")),
                Header.Parser.ParseOrNull(r.ValueOrDefault<byte[]>("header"))),
            [queue.Namespace, queue.TaskQueue, limit], cancellationToken).ConfigureAwait(false);

    public Task AnswerQueryAsync(Guid queryId, QueryAnswer answer, CancellationToken cancellationToken)
        => database.InTransactionAsync(transaction =>
        {
            transaction.Write(
                "update temporal.queries set answered = true, result = $2, failure = $3 where query_id = $1", queryId, answer.Result?.ToByteArray(), answer.Failure);
            transaction.Tell(new(Topic.QueryAnswered, queryId.ToString()));
            return Task.FromResult(true);
        }, cancellationToken);

    public Task<IReadOnlyList<ActivityTask>> PollActivityTasksAsync(WorkerQueue queue, int limit, CancellationToken cancellationToken)
        => _activityTasks.PollAsync(queue, limit, cancellationToken);

    public Task CompleteActivityAsync(ActivityTask task, Payloads result, CancellationToken cancellationToken)
        => _activityTasks.CompleteAsync(task, result, cancellationToken);

    public Task FailActivityAsync(ActivityTask task, Failure failure, CancellationToken cancellationToken)
        => _activityTasks.FailAsync(task, failure, cancellationToken);

    public Task CancelActivityAsync(ActivityTask task, Payloads? details, CancellationToken cancellationToken)
        => _activityTasks.CancelAsync(task, details, cancellationToken);

    public Task ReleaseActivityAsync(ActivityTask task, CancellationToken cancellationToken) => _activityTasks.ReleaseAsync(task, cancellationToken);

    public Task<HeartbeatAnswer> HeartbeatActivityAsync(ActivityTask task, Payloads? details, CancellationToken cancellationToken)
        => _activityTasks.HeartbeatAsync(task, details, cancellationToken);

    private async ValueTask DetachAsync()
    {
        CancellationTokenSource? stop = null;
        var timekeeper = Task.CompletedTask;
        lock (_gate)
        {
            if (--_attached == 0)
                (stop, timekeeper, _timekeeping) = (_timekeeping, _timekeeper, null);
        }

        if (stop is null)
            return;

        await stop.CancelAsync().ConfigureAwait(false);
        await timekeeper.ConfigureAwait(false);
        stop.Dispose();
    }

    private sealed class Attachment(PostgresWorkerService service, IDisposable[] subscriptions) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            foreach (var subscription in subscriptions)
                subscription.Dispose();
            await service.DetachAsync().ConfigureAwait(false);
        }
    }
}
