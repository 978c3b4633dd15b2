using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;
using RetryPolicyProto = Temporalio.Api.Common.V1.RetryPolicy;

namespace Temporalio.Engine;

/// <summary>The seam between this library and an engine: what workers ask.</summary>
internal interface IWorkerService
{
    /// <summary>Tells the worker when its queue may have work, and keeps timers and timeouts running, until disposed.</summary>
    Task<IAsyncDisposable> AttachWorkerAsync(WorkerAttachment attachment, CancellationToken cancellationToken);

    Task<IReadOnlyList<WorkflowTask>> PollWorkflowTasksAsync(WorkerQueue queue, int limit, CancellationToken cancellationToken);

    Task<IReadOnlyList<HistoryEvent>> GetHistoryAsync(Guid runId, long fromEventId, CancellationToken cancellationToken);

    Task<WorkflowTaskOutcome> CompleteWorkflowTaskAsync(WorkflowTaskCompletion completion, CancellationToken cancellationToken);

    Task FailWorkflowTaskAsync(WorkflowTask task, WorkflowTaskFailedCause cause, Failure failure, string identity, CancellationToken cancellationToken);

    Task<IReadOnlyList<QueryTask>> PollQueriesAsync(WorkerQueue queue, int limit, CancellationToken cancellationToken);

    Task AnswerQueryAsync(Guid queryId, QueryAnswer answer, CancellationToken cancellationToken);

    Task<IReadOnlyList<ActivityTask>> PollActivityTasksAsync(WorkerQueue queue, int limit, CancellationToken cancellationToken);

    Task CompleteActivityAsync(ActivityTask task, Payloads result, CancellationToken cancellationToken);

    Task FailActivityAsync(ActivityTask task, Failure failure, CancellationToken cancellationToken);

    Task CancelActivityAsync(ActivityTask task, Payloads? details, CancellationToken cancellationToken);

    /// <summary>Hands an attempt back to the queue, to be taken at once by another worker.</summary>
    Task ReleaseActivityAsync(ActivityTask task, CancellationToken cancellationToken);

    Task<HeartbeatAnswer> HeartbeatActivityAsync(ActivityTask task, Payloads? details, CancellationToken cancellationToken);
}

internal enum HeartbeatAnswer
{
    Recorded,
    CancelRequested,
    Gone,
}

/// <summary>A worker's place on a task queue.</summary>
internal sealed record WorkerQueue(string Namespace, string TaskQueue, string Identity);

/// <param name="Queue">The worker's queue.</param>
/// <param name="WakeWorkflows">Workflow tasks may be there, after this delay.</param>
/// <param name="WakeQueries">Queries may be there, after this delay.</param>
/// <param name="WakeActivities">Activity tasks may be there, after this delay.</param>
/// <param name="CancelRequested">The activity with this token is to be cancelled.</param>
internal sealed record WorkerAttachment(
    WorkerQueue Queue, Action<TimeSpan> WakeWorkflows, Action<TimeSpan> WakeQueries, Action<TimeSpan> WakeActivities, Action<Guid> CancelRequested);

/// <summary>A claimed workflow task: the run and the events that no completed task has seen yet.</summary>
internal sealed record WorkflowTask(
    string Namespace,
    string WorkflowId,
    Guid RunId,
    string WorkflowType,
    string TaskQueue,
    Guid Token,
    int Attempt,
    DateTime StartedTime,
    TimeSpan TaskTimeout,
    long NextEventId,
    IReadOnlyList<InboxEvent> Inbox);

/// <summary>An event that waits to be seen by a workflow task; its id in the history comes with that task's completion.</summary>
internal sealed record InboxEvent(long Sequence, HistoryEvent Event);

/// <summary>A workflow task's result: all events that the history grows by, with ids from the task's next event id on, commands last.</summary>
internal sealed record WorkflowTaskCompletion(
    WorkflowTask Task, IReadOnlyList<HistoryEvent> NewEvents, IReadOnlyList<HistoryEvent> CommandEvents, string Identity);

internal enum WorkflowTaskOutcome
{
    Completed,

    /// <summary>The task timed out, or the run was closed, in the meantime; nothing was recorded.</summary>
    Stale,

    /// <summary>The run was to be closed but has events that it has not seen; the task will come again with them.</summary>
    UnhandledEvents,
}

internal sealed record QueryTask(
    Guid QueryId, string Namespace, string WorkflowId, Guid RunId, string WorkflowType, string TaskQueue, string Name, Payloads Arguments, Header? Header);

/// <summary>A claimed attempt of an activity.</summary>
internal sealed record ActivityTask(
    string Namespace,
    Guid RunId,
    string WorkflowId,
    string WorkflowType,
    string WorkflowTaskQueue,
    long ScheduledEventId,
    Guid Token,
    int Attempt,
    string TaskQueue,
    DateTime ScheduledTime,
    DateTime CurrentAttemptScheduledTime,
    DateTime StartedTime,
    ActivityTaskScheduledEventAttributes Attributes,
    Payloads? HeartbeatDetails,
    Failure? LastFailure,
    string Identity)
{
    public RetryPolicyProto RetryPolicy => Attributes.RetryPolicy ?? new();
}
