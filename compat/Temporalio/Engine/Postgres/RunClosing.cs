using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;
using RetryPolicy = Temporalio.Common.RetryPolicy;

namespace Temporalio.Engine.Postgres;

/// <summary>All that the end of a run brings with it, inside the transaction that ends it. The run is locked.</summary>
internal static class RunClosing
{
    /// <summary>Ends a run that knows nothing of it: what waits in the inbox goes into the history before the closing event.</summary>
    public static async Task CloseFromOutsideAsync(this EngineTransaction transaction, Run run, HistoryEvent closing, NewRun? next = null)
    {
        var events = (await transaction.QueryAsync(
            "select data from temporal.inbox where run_id = $1 order by sequence", r => Events.Parse(r.GetFieldValue<byte[]>(0)), run.RunId).ConfigureAwait(false))
            .Append(closing).ToList();
        var eventId = run.NextEventId;
        foreach (var e in events)
            e.EventId = eventId++;
        transaction.AppendHistory(run.RunId, events);
        await transaction.CloseAsync(run, closing, eventId, next).ConfigureAwait(false);
    }

    public static Task TerminateAsync(this EngineTransaction transaction, Run run, string reason, string identity)
        => transaction.CloseFromOutsideAsync(run, Events.Terminated(reason, identity));

    /// <summary>Ends a run whose history has its closing event already.</summary>
    public static async Task CloseAsync(this EngineTransaction transaction, Run run, HistoryEvent closing, long nextEventId, NewRun? next)
    {
        var status = closing.ClosingStatus() ?? throw new ArgumentException($"{closing.EventType} does not close a run", nameof(closing));
        transaction.Write(
            "update temporal.executions set status = $2, close_time = now(), next_event_id = $3, task_pending = false, task_token = null where run_id = $1",
            run.RunId, (short)status, nextEventId);
        transaction.Write("delete from temporal.timers where run_id = $1", run.RunId);
        transaction.Write("delete from temporal.inbox where run_id = $1", run.RunId);
        var activities = await transaction.QueryAsync(
            "delete from temporal.activities where run_id = $1 returning token", r => r.ValueOrDefault<Guid?>("token"), run.RunId).ConfigureAwait(false);
        foreach (var token in activities.OfType<Guid>())
            transaction.Tell(new(Topic.ActivityCancel, token.ToString()));
        transaction.Tell(new(Topic.RunClosed, run.RunId.ToString()));
        // Queries to a closed run are answered too.
        transaction.Tell(new(Topic.Query, News.Queue(run.Namespace, run.TaskQueue)));

        await transaction.ApplyParentClosePolicyAsync(run).ConfigureAwait(false);
        if (next is not null)
            transaction.Insert(next);
        else if (run.ParentRunId is { } parent)
            await transaction.AppendInboxAsync(parent, requestId: null, ChildClosed(run, closing)).ConfigureAwait(false);
    }

    /// <summary>The run that continues as new.</summary>
    public static async Task<NewRun> ContinuedRunAsync(this EngineTransaction transaction, Run run, WorkflowExecutionContinuedAsNewEventAttributes continued)
    {
        var attributes = await transaction.StartedAttributesAsync(run.RunId).ConfigureAwait(false);
        var next = Successor(run, attributes, Guid.Parse(continued.NewExecutionRunId));
        next.Attributes.WorkflowType = continued.WorkflowType;
        next.Attributes.TaskQueue = continued.TaskQueue;
        next.Attributes.Input = continued.Input;
        next.Attributes.WorkflowRunTimeout = continued.WorkflowRunTimeout;
        next.Attributes.WorkflowTaskTimeout = continued.WorkflowTaskTimeout;
        next.Attributes.Header = continued.Header;
        next.Attributes.Memo = continued.Memo ?? attributes.Memo;
        next.Attributes.Initiator = ContinueAsNewInitiator.Workflow;
        next.Attributes.Attempt = 1;
        return next;
    }

    /// <summary>The run that retries a failed one by its retry policy, if that has anything left.</summary>
    public static async Task<(NewRun? Next, RetryState State)> RetryRunAsync(this EngineTransaction transaction, Run run, Failure failure)
    {
        var attributes = await transaction.StartedAttributesAsync(run.RunId).ConfigureAwait(false);
        if (attributes.RetryPolicy is null)
            return (null, RetryState.RetryPolicyNotSet);

        var remaining = attributes.WorkflowExecutionExpirationTime?.ToDateTime() - TimeProvider.System.GetUtcNow().UtcDateTime;
        var (delay, state) = Retries.Next(RetryPolicy.FromProto(attributes.RetryPolicy), attributes.Attempt, failure, remaining);
        if (delay is not { } wait)
            return (null, state);

        var next = Successor(run, attributes, Guid.CreateVersion7()) with { Delay = wait };
        next.Attributes.Initiator = ContinueAsNewInitiator.Retry;
        next.Attributes.Attempt = attributes.Attempt + 1;
        next.Attributes.ContinuedFailure = failure;
        next.Attributes.FirstWorkflowTaskBackoff = Duration.FromTimeSpan(wait);
        return (next, RetryState.InProgress);
    }

    private static NewRun Successor(Run run, WorkflowExecutionStartedEventAttributes attributes, Guid runId)
    {
        var copy = attributes.Clone();
        copy.ContinuedExecutionRunId = run.RunId.ToString();
        copy.OriginalExecutionRunId = runId.ToString();
        copy.FirstWorkflowTaskBackoff = null;
        return new(run.Namespace, runId, Guid.NewGuid(), copy, TimeSpan.Zero);
    }

    private static async Task<WorkflowExecutionStartedEventAttributes> StartedAttributesAsync(this EngineTransaction transaction, Guid runId)
    {
        var events = await transaction.QueryAsync(
            "select data from temporal.history where run_id = $1 and event_id = 1", r => Events.Parse(r.GetFieldValue<byte[]>(0)), runId).ConfigureAwait(false);
        return events.Single().WorkflowExecutionStartedEventAttributes;
    }

    private static async Task ApplyParentClosePolicyAsync(this EngineTransaction transaction, Run run)
    {
        var children = await transaction.QueryAsync(
            "select * from temporal.executions where parent_run_id = $1 and status = 1 and parent_close_policy in (1, 3) order by run_id for update",
            r => (Child: Run.Read(r), Policy: (ParentClosePolicy)r.Value<short>("parent_close_policy")), run.RunId).ConfigureAwait(false);
        foreach (var (child, policy) in children)
        {
            if (policy == ParentClosePolicy.Terminate)
                await transaction.TerminateAsync(child, "by parent close policy", "history-service").ConfigureAwait(false);
            else
                await transaction.RequestCancelAsync(child, "history-service").ConfigureAwait(false);
        }
    }

    /// <summary>Only the first request reaches the workflow.</summary>
    public static async Task RequestCancelAsync(this EngineTransaction transaction, Run run, string identity, long externalInitiatedEventId = 0)
    {
        if (run.CancelRequested)
            return;

        transaction.Write("update temporal.executions set cancel_requested = true where run_id = $1", run.RunId);
        await transaction.AppendInboxAsync(run.RunId, requestId: null, Events.CancelRequested(identity, externalInitiatedEventId)).ConfigureAwait(false);
    }

    private static HistoryEvent ChildClosed(Run child, HistoryEvent closing)
    {
        var execution = child.ToExecution();
        var type = new WorkflowType { Name = child.WorkflowType };
        var initiated = child.ParentInitiatedId;
        switch (closing.EventType)
        {
            case EventType.WorkflowExecutionCompleted:
                var completed = Events.Create(EventType.ChildWorkflowExecutionCompleted);
                completed.ChildWorkflowExecutionCompletedEventAttributes = new()
                {
                    Result = closing.WorkflowExecutionCompletedEventAttributes.Result,
                    Namespace = child.Namespace,
                    WorkflowExecution = execution,
                    WorkflowType = type,
                    InitiatedEventId = initiated,
                };
                return completed;
            case EventType.WorkflowExecutionFailed:
                var failed = Events.Create(EventType.ChildWorkflowExecutionFailed);
                failed.ChildWorkflowExecutionFailedEventAttributes = new()
                {
                    Failure = closing.WorkflowExecutionFailedEventAttributes.Failure,
                    Namespace = child.Namespace,
                    WorkflowExecution = execution,
                    WorkflowType = type,
                    InitiatedEventId = initiated,
                    RetryState = closing.WorkflowExecutionFailedEventAttributes.RetryState,
                };
                return failed;
            case EventType.WorkflowExecutionCanceled:
                var canceled = Events.Create(EventType.ChildWorkflowExecutionCanceled);
                canceled.ChildWorkflowExecutionCanceledEventAttributes = new()
                {
                    Details = closing.WorkflowExecutionCanceledEventAttributes.Details,
                    Namespace = child.Namespace,
                    WorkflowExecution = execution,
                    WorkflowType = type,
                    InitiatedEventId = initiated,
                };
                return canceled;
            case EventType.WorkflowExecutionTimedOut:
                var timedOut = Events.Create(EventType.ChildWorkflowExecutionTimedOut);
                timedOut.ChildWorkflowExecutionTimedOutEventAttributes = new()
                {
                    Namespace = child.Namespace,
                    WorkflowExecution = execution,
                    WorkflowType = type,
                    InitiatedEventId = initiated,
                    RetryState = closing.WorkflowExecutionTimedOutEventAttributes.RetryState,
                };
                return timedOut;
            default:
                var terminated = Events.Create(EventType.ChildWorkflowExecutionTerminated);
                terminated.ChildWorkflowExecutionTerminatedEventAttributes = new()
                {
                    Namespace = child.Namespace,
                    WorkflowExecution = execution,
                    WorkflowType = type,
                    InitiatedEventId = initiated,
                };
                return terminated;
        }
    }
}
