using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;
using Temporalio.Engine;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace Temporalio.Worker;

/// <summary>The workflow tasks and queries of a task queue.</summary>
internal sealed partial class WorkflowWorker : IDisposable
{
    /// <summary>Workflow code that runs longer without yielding is taken for deadlocked.</summary>
    private static readonly TimeSpan DeadlockAfter = TimeSpan.FromSeconds(2);

    /// <summary>After this time the regular poll has seen a query.</summary>
    private static readonly TimeSpan QueryNewsHolds = TimeSpan.FromSeconds(2);

    private readonly WorkerContext _context;
    private readonly Dictionary<string, WorkflowInstanceOptions> _workflows;
    private readonly WorkflowCache _cache;
    private readonly PollLoop _tasks;
    private readonly PollLoop _queries;
    private readonly ILogger _logger;
    private long _lastQueryNews;

    public WorkflowWorker(WorkerContext context)
    {
        _context = context;
        _logger = context.LoggerFactory.CreateLogger<WorkflowWorker>();
        _workflows = context.Options.Workflows.ToDictionary(w => w.Name!, ToInstanceOptions, StringComparer.Ordinal);
        _cache = new(context.Options.MaxCachedWorkflows);
        var slots = context.Options.MaxConcurrentWorkflowTasks ?? 100;
        _tasks = new("workflow", slots, _logger);
        _queries = new("query", slots, _logger);
    }

    public void Wake(TimeSpan delay) => _tasks.Wake(delay);

    public void WakeQueries(TimeSpan delay)
    {
        _lastQueryNews = TimeProvider.System.GetTimestamp();
        _queries.Wake(delay);
    }

    public Task RunAsync(CancellationToken stop) => Task.WhenAll(
        _tasks.RunAsync((limit, token) => _context.Service.PollWorkflowTasksAsync(_context.Queue, limit, token), HandleAsync, stop),
        _queries.RunAsync((limit, token) => _context.Service.PollQueriesAsync(_context.Queue, limit, token), AnswerAsync, stop));

    public void Dispose()
    {
        _tasks.Dispose();
        _queries.Dispose();
    }

    private WorkflowInstanceOptions ToInstanceOptions(WorkflowDefinition definition)
        => new(definition, _context.DataConverter, _context.Interceptors, _context.Options.WorkflowFailureExceptionTypes ?? [], _context.LoggerFactory);

    private async Task HandleAsync(WorkflowTask task)
    {
        var slot = await _cache.EnterAsync(task.RunId, CancellationToken.None).ConfigureAwait(false);
        try
        {
            var (instance, unseen) = await GetInstanceAsync(slot, task).ConfigureAwait(false);
            unseen.AddRange(task.Inbox.Select(i => i.Event));
            await RunGuardedAsync(() => instance.Activate(unseen, task.StartedTime, isReplaying: false, (int)task.NextEventId)).ConfigureAwait(false);
            var completion = ToCompletion(task, instance);
            var outcome = await WorkerContext.ReportAsync(() => _context.Service.CompleteWorkflowTaskAsync(completion, CancellationToken.None)).ConfigureAwait(false);
            Recorded(slot, instance, completion, outcome);
        }
        catch (Exception e)
        {
            slot.Instance = null;
            await FailAsync(task, e).ConfigureAwait(false);
        }
        finally
        {
            _cache.Leave(slot);
            Wake(TimeSpan.Zero);
            // A query that came while the run was busy waits for it to be idle.
            if (TimeProvider.System.GetElapsedTime(_lastQueryNews) < QueryNewsHolds)
                _queries.Wake(TimeSpan.Zero);
        }
    }

    private async Task<(WorkflowInstance Instance, List<HistoryEvent> Unseen)> GetInstanceAsync(WorkflowInstanceSlot slot, WorkflowTask task)
    {
        if (slot.Instance is { } cached && cached.NextEventId == task.NextEventId)
            return (cached, []);

        slot.Instance = null;
        return await ReplayAsync(task.WorkflowType, task.Namespace, task.RunId, task.StartedTime).ConfigureAwait(false);
    }

    private async Task<(WorkflowInstance Instance, List<HistoryEvent> Unseen)> ReplayAsync(string workflowType, string workflowNamespace, Guid runId, DateTime now)
    {
        if (!_workflows.TryGetValue(workflowType, out var options))
        {
            throw new InvalidOperationException(
                $"Workflow type {workflowType} is not registered on this worker, available workflows: {string.Join(", ", _workflows.Keys.Order(StringComparer.Ordinal))}");
        }

        var history = await WorkerContext.ReportAsync(() => _context.Service.GetHistoryAsync(runId, 1, CancellationToken.None)).ConfigureAwait(false);
        (WorkflowInstance, List<HistoryEvent>) replayed = default;
        await RunGuardedAsync(() => replayed = WorkflowReplay.Run(options, workflowNamespace, runId, history, now)).ConfigureAwait(false);
        return replayed;
    }

    /// <summary>On a thread without ambient context, so that nothing of the worker's own flows into the workflow.</summary>
    private async Task RunGuardedAsync(Action activate)
    {
        Task run;
        using (ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow())
            run = Task.Run(activate);
        try
        {
            await (_context.Options.DebugMode ? run : run.WaitAsync(DeadlockAfter)).ConfigureAwait(false);
        }
        catch (TimeoutException e) when (!run.IsCompleted)
        {
            throw new InvalidOperationException(
                $"[TMPRL1101] Potential deadlock detected: workflow didn't yield within {DeadlockAfter.TotalSeconds} second(s).", e);
        }
    }

    private WorkflowTaskCompletion ToCompletion(WorkflowTask task, WorkflowInstance instance)
    {
        var eventId = task.NextEventId;
        var now = Timestamp.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var events = task.Inbox.Select(i => i.Event).ToList();
        var scheduledId = eventId + events.Count;
        events.Add(new()
        {
            EventType = EventType.WorkflowTaskScheduled,
            WorkflowTaskScheduledEventAttributes = new()
            {
                TaskQueue = new() { Name = task.TaskQueue },
                StartToCloseTimeout = Duration.FromTimeSpan(task.TaskTimeout),
                Attempt = task.Attempt,
            },
        });
        events.Add(new()
        {
            EventType = EventType.WorkflowTaskStarted,
            EventTime = Timestamp.FromDateTime(task.StartedTime),
            WorkflowTaskStartedEventAttributes = new() { ScheduledEventId = scheduledId, Identity = _context.Queue.Identity },
        });
        events.Add(new()
        {
            EventType = EventType.WorkflowTaskCompleted,
            WorkflowTaskCompletedEventAttributes = new() { ScheduledEventId = scheduledId, StartedEventId = scheduledId + 1, Identity = _context.Queue.Identity },
        });
        var commands = instance.Commands.Select(c => c.Event).ToList();
        events.AddRange(commands);
        foreach (var e in events)
        {
            e.EventId = eventId++;
            e.EventTime ??= now;
        }

        return new(task, events, commands, _context.Queue.Identity);
    }

    private void Recorded(WorkflowInstanceSlot slot, WorkflowInstance instance, WorkflowTaskCompletion completion, WorkflowTaskOutcome outcome)
    {
        slot.Instance = null;
        if (outcome != WorkflowTaskOutcome.Completed)
        {
            LogNotRecorded(_logger, completion.Task.WorkflowId, completion.Task.RunId, outcome);
            return;
        }

        instance.CommandsRecorded();
        instance.NextEventId = completion.NewEvents[^1].EventId + 1;
        if (_context.Options.MaxCachedWorkflows > 0 && !completion.CommandEvents.Any(IsClosing))
            slot.Instance = instance;
    }

    private static bool IsClosing(HistoryEvent e) => e.EventType is EventType.WorkflowExecutionCompleted or EventType.WorkflowExecutionFailed
        or EventType.WorkflowExecutionCanceled or EventType.WorkflowExecutionContinuedAsNew;

    private async Task FailAsync(WorkflowTask task, Exception e)
    {
        if (e is RpcException)
        {
            LogUnreported(_logger, task.WorkflowId, task.RunId, e);
            return;
        }

        var cause = e is WorkflowNondeterminismException ? WorkflowTaskFailedCause.NonDeterministicError : WorkflowTaskFailedCause.WorkflowWorkerUnhandledFailure;
        LogTaskFailed(_logger, task.WorkflowType, task.WorkflowId, task.RunId, task.Attempt, e.Message, e);
        Failure failure = _context.DataConverter.FailureConverter.ToFailure((e as WorkflowTaskFailure)?.InnerException ?? e, _context.DataConverter.PayloadConverter);
        await WorkerContext.ReportAsync(
            () => _context.Service.FailWorkflowTaskAsync(task, cause, failure, _context.Queue.Identity, CancellationToken.None)).ConfigureAwait(false);
    }

    private async Task AnswerAsync(QueryTask query)
    {
        var slot = await _cache.EnterAsync(query.RunId, CancellationToken.None).ConfigureAwait(false);
        var answer = new QueryAnswer(Result: null, "The query was not run", Rejected: null);
        try
        {
            var instance = slot.Instance
                ?? (await ReplayAsync(query.WorkflowType, query.Namespace, query.RunId, TimeProvider.System.GetUtcNow().UtcDateTime).ConfigureAwait(false)).Instance;
            await RunGuardedAsync(() =>
                answer = new(instance.Query(query.Name, query.Arguments.Payloads_, query.Header, query.QueryId.ToString()), Failure: null, Rejected: null)).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            answer = new(Result: null, e.Message, Rejected: null);
        }
        finally
        {
            _cache.Leave(slot);
        }

        await WorkerContext.ReportAsync(() => _context.Service.AnswerQueryAsync(query.QueryId, answer, CancellationToken.None)).ConfigureAwait(false);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Workflow task of {WorkflowId}, run {RunId}, was not recorded: {Outcome}")]
    private static partial void LogNotRecorded(ILogger logger, string workflowId, Guid runId, WorkflowTaskOutcome outcome);

    [LoggerMessage(Level = LogLevel.Error, Message = "Workflow task of {WorkflowId}, run {RunId}, could not be reported; it comes again after its timeout")]
    private static partial void LogUnreported(ILogger logger, string workflowId, Guid runId, Exception e);

    [LoggerMessage(Level = LogLevel.Error, Message = "Workflow task of {WorkflowType} {WorkflowId}, run {RunId}, failed in attempt {Attempt} and will be tried again: {Reason}")]
    private static partial void LogTaskFailed(ILogger logger, string workflowType, string workflowId, Guid runId, int attempt, string reason, Exception e);
}
