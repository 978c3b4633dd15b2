using System.Collections.Concurrent;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Npgsql;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Exceptions;

namespace Temporalio.Engine.Postgres;

/// <summary>The embedded engine, as clients see it. One per database and process, shared by all clients and workers there.</summary>
internal sealed class PostgresWorkflowService : IWorkflowService
{
    /// <summary>News may be lost with a broken connection: whoever waits looks for himself as often as this.</summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    private static readonly ConcurrentDictionary<string, PostgresWorkflowService> ByConnectionString = new(StringComparer.Ordinal);

    private readonly Database _database;

    private PostgresWorkflowService(string connectionString, ILoggerFactory loggerFactory)
    {
        var logger = loggerFactory.CreateLogger("Temporalio.Engine");
        _database = new(connectionString, new(connectionString, logger));
        Worker = new PostgresWorkerService(_database, logger);
    }

    public IWorkerService Worker { get; }

    public static PostgresWorkflowService For(string connectionString, ILoggerFactory loggerFactory)
        => ByConnectionString.GetOrAdd(ConnectionStrings.Normalize(connectionString), c => new(c, loggerFactory));

    public Task ConnectAsync(CancellationToken cancellationToken) => Schema.CreateAsync(_database.Source, cancellationToken);

    public Task<StartedWorkflow> StartWorkflowAsync(StartRequest request, CancellationToken cancellationToken)
        => _database.InTransactionAsync(async transaction =>
        {
            var run = Runs.ToNewRun(request);
            var conflict = request.Signal is null ? request.ConflictPolicy : WorkflowIdConflictPolicy.UseExisting;
            var started = await transaction.StartAsync(run, request.ReusePolicy, conflict).ConfigureAwait(false);
            if (request.Signal is { } signal)
                await transaction.AppendInboxAsync(Guid.Parse(started.RunId), request.RequestId, Events.Signaled(signal)).ConfigureAwait(false);
            return started;
        }, cancellationToken);

    public Task SignalWorkflowAsync(
        WorkflowTarget target, WorkflowExecutionSignaledEventAttributes signal, Guid requestId, CancellationToken cancellationToken)
        => _database.InTransactionAsync(async transaction =>
        {
            var run = await LockRunningAsync(transaction, target).ConfigureAwait(false);
            return await transaction.AppendInboxAsync(run.RunId, requestId, Events.Signaled(signal)).ConfigureAwait(false);
        }, cancellationToken);

    public Task CancelWorkflowAsync(WorkflowTarget target, string identity, CancellationToken cancellationToken)
        => _database.InTransactionAsync(async transaction =>
        {
            var run = await LockRunningAsync(transaction, target).ConfigureAwait(false);
            await transaction.RequestCancelAsync(run, identity).ConfigureAwait(false);
            return true;
        }, cancellationToken);

    public Task TerminateWorkflowAsync(WorkflowTarget target, string reason, string identity, CancellationToken cancellationToken)
        => _database.InTransactionAsync(async transaction =>
        {
            var run = await LockRunningAsync(transaction, target).ConfigureAwait(false);
            await transaction.TerminateAsync(run, reason, identity).ConfigureAwait(false);
            return true;
        }, cancellationToken);

    public async Task<ExecutionSummary> DescribeWorkflowAsync(WorkflowTarget target, CancellationToken cancellationToken)
        => (await FindAsync(target, cancellationToken).ConfigureAwait(false)).ToSummary();

    public async Task<IReadOnlyList<HistoryEvent>> GetHistoryAsync(WorkflowTarget target, bool closeEventOnly, bool wait, CancellationToken cancellationToken)
    {
        var run = await FindAsync(target, cancellationToken).ConfigureAwait(false);
        if (wait)
            await WaitForCloseAsync(run.RunId, cancellationToken).ConfigureAwait(false);

        return await _database.QueryAsync(
            closeEventOnly
                ? "select data from temporal.history where run_id = $1 order by event_id desc limit 1"
                : "select data from temporal.history where run_id = $1 order by event_id",
            r => Events.Parse(r.GetFieldValue<byte[]>(0)), [run.RunId], cancellationToken).ConfigureAwait(false);
    }

    public async Task<QueryAnswer> QueryWorkflowAsync(WorkflowTarget target, WorkflowQuery query, CancellationToken cancellationToken)
    {
        var run = await FindAsync(target, cancellationToken).ConfigureAwait(false);
        var reject = query.RejectCondition switch
        {
            QueryRejectCondition.NotOpen => run.Status != WorkflowExecutionStatus.Running,
            QueryRejectCondition.NotCompletedCleanly => run.Status is not (WorkflowExecutionStatus.Running or WorkflowExecutionStatus.Completed or WorkflowExecutionStatus.ContinuedAsNew),
            _ => false,
        };
        if (reject)
            return new(Result: null, Failure: null, run.Status);

        var queryId = Guid.NewGuid();
        using var answered = new WakeSignal();
        using var subscription = _database.Notifications.Subscribe(Topic.QueryAnswered, queryId.ToString(), _ => answered.Set(TimeSpan.Zero));
        await _database.InTransactionAsync(transaction =>
        {
            transaction.Write(
                "insert into temporal.queries (query_id, run_id, name, arguments, header) values ($1, $2, $3, $4, $5)",
                queryId, run.RunId, query.Name, query.Arguments.ToByteArray(), query.Header?.ToByteArray());
            transaction.Tell(new(Topic.Query, News.Queue(run.Namespace, run.TaskQueue)));
            return Task.FromResult(true);
        }, cancellationToken).ConfigureAwait(false);
        try
        {
            return await WaitForAnswerAsync(queryId, answered, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await _database.QueryAsync("delete from temporal.queries where query_id = $1", _ => true, [queryId], CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static async Task<Run> LockRunningAsync(EngineTransaction transaction, WorkflowTarget target)
    {
        var run = await transaction.LockAsync(target).ConfigureAwait(false) ?? throw Runs.NotFound(target.WorkflowId);
        if (!string.IsNullOrEmpty(target.FirstExecutionRunId) && run.FirstRunId.ToString() != target.FirstExecutionRunId)
            throw Runs.NotFound(target.WorkflowId);

        return run.Status == WorkflowExecutionStatus.Running ? run : throw Runs.AlreadyCompleted();
    }

    private async Task<Run> FindAsync(WorkflowTarget target, CancellationToken cancellationToken)
    {
        var runs = await _database.QueryAsync(
            "select * from temporal.executions where namespace = $1 and workflow_id = $2 and ($3::uuid is null or run_id = $3) order by start_time desc, status limit 1",
            Run.Read, [target.Namespace, target.WorkflowId, Runs.RunIdOf(target)], cancellationToken).ConfigureAwait(false);
        return runs.SingleOrDefault() ?? throw Runs.NotFound(target.WorkflowId);
    }

    private async Task WaitForCloseAsync(Guid runId, CancellationToken cancellationToken)
    {
        using var closed = new WakeSignal();
        using var subscription = _database.Notifications.Subscribe(Topic.RunClosed, runId.ToString(), _ => closed.Set(TimeSpan.Zero));
        while (true)
        {
            var open = await _database.QueryAsync(
                "select status = 1 from temporal.executions where run_id = $1", r => r.GetBoolean(0), [runId], cancellationToken).ConfigureAwait(false);
            if (open is not [true])
                return;

            await closed.WaitAsync(PollInterval, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<QueryAnswer> WaitForAnswerAsync(Guid queryId, WakeSignal answered, CancellationToken cancellationToken)
    {
        while (true)
        {
            await answered.WaitAsync(PollInterval, cancellationToken).ConfigureAwait(false);
            var answers = await _database.QueryAsync(
                "select result, failure from temporal.queries where query_id = $1 and answered",
                r => new QueryAnswer(Payloads.Parser.ParseOrNull(r.ValueOrDefault<byte[]>("result")), r.ValueOrDefault<string>("failure"), Rejected: null),
                [queryId], cancellationToken).ConfigureAwait(false);
            if (answers is [var answer])
                return answer;

            var stuck = await _database.QueryAsync(
                "select 1 from temporal.queries q join temporal.executions e using (run_id) where q.query_id = $1 and e.task_pending and e.task_attempt > 1",
                _ => true, [queryId], cancellationToken).ConfigureAwait(false);
            if (stuck.Count > 0)
                throw new RpcException(RpcException.StatusCode.FailedPrecondition, "Cannot query workflow due to Workflow Task in failed state.", rawStatus: null);
        }
    }
}

internal static class ConnectionStrings
{
    private const int PoolSize = 12;

    /// <summary>Key=value form, with a small pool and statements that prepare themselves, unless the string has it otherwise.</summary>
    public static string Normalize(string given)
    {
        var settings = new NpgsqlConnectionStringBuilder(given.Contains("://", StringComparison.Ordinal) ? FromUri(new(given)) : given);
        if (!given.Contains("auto prepare", StringComparison.OrdinalIgnoreCase))
            settings.MaxAutoPrepare = 60;
        settings.MaxPoolSize = Math.Min(settings.MaxPoolSize, PoolSize);
        settings.ApplicationName ??= "temporal-engine";
        settings.Enlist = false;
        return settings.ConnectionString;
    }

    private static string FromUri(Uri uri)
    {
        var user = uri.UserInfo.Split(':', 2);
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host,
            Port = uri.IsDefaultPort ? NpgsqlConnection.DefaultPort : uri.Port,
            Database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/')),
            Username = user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : null,
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
        };
        foreach (var option in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = option.Split('=', 2);
            settings[parts[0] == "sslmode" ? "SSL Mode" : Uri.UnescapeDataString(parts[0])] = parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "";
        }

        return settings.ConnectionString;
    }
}
