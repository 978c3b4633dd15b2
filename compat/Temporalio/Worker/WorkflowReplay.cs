using System.Security.Cryptography;
using System.Text;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Converters;
using Temporalio.Workflows;
using RetryPolicy = Temporalio.Common.RetryPolicy;

namespace Temporalio.Worker;

/// <summary>Brings a workflow to where its history ends.</summary>
internal static class WorkflowReplay
{
    /// <summary>Runs all completed workflow tasks again, and holds their commands against the history.</summary>
    /// <returns>The instance, and the events that no completed task has seen.</returns>
    /// <exception cref="Exceptions.WorkflowNondeterminismException">The code does not match the history.</exception>
    public static (WorkflowInstance Instance, List<HistoryEvent> Unseen) Run(
        WorkflowInstanceOptions options, string workflowNamespace, Guid runId, IReadOnlyList<HistoryEvent> history, DateTime now)
    {
        var started = history[0].WorkflowExecutionStartedEventAttributes;
        var firstTask = history.FirstOrDefault(e => e.EventType == EventType.WorkflowTaskStarted);
        var info = ToInfo(options.DataConverter, workflowNamespace, runId, history[0], firstTask?.EventTime.ToDateTime() ?? now);
        var instance = new WorkflowInstance(options, info, started, new Random(Seed(started.OriginalExecutionRunId)));
        foreach (var patch in history.Select(Patches.Read).OfType<(string Id, bool Deprecated)>())
            instance.RecordedPatches.Add(patch.Id);

        var unseen = new List<HistoryEvent>();
        for (var i = 0; i < history.Count; i++)
        {
            if (IsTask(history[i]))
                i = ReplayTask(instance, history, i, unseen);
            else
                unseen.Add(history[i]);
        }

        instance.NextEventId = history[^1].EventId + 1;
        return (instance, unseen);
    }

    private static bool IsTask(HistoryEvent e) => e.EventType is EventType.WorkflowTaskScheduled or EventType.WorkflowTaskStarted
        or EventType.WorkflowTaskCompleted or EventType.WorkflowTaskFailed or EventType.WorkflowTaskTimedOut;

    /// <summary>A failed task is passed over: its events belong to the task that came after it.</summary>
    private static int ReplayTask(WorkflowInstance instance, IReadOnlyList<HistoryEvent> history, int index, List<HistoryEvent> unseen)
    {
        if (history[index].EventType != EventType.WorkflowTaskCompleted)
            return index;

        var commands = history.Skip(index + 1).TakeWhile(CommandMatcher.IsCommand).ToList();
        var startedTask = history[index - 1];
        instance.Activate([.. unseen], startedTask.EventTime.ToDateTime(), isReplaying: true, (int)startedTask.EventId);
        unseen.Clear();
        CommandMatcher.Match(instance.Commands, commands);
        instance.CommandsRecorded();
        return index + commands.Count;
    }

    /// <summary>The same in every process, as string.GetHashCode is not.</summary>
    private static int Seed(string runId) => BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes(runId)));

    private static WorkflowInfo ToInfo(DataConverter converter, string workflowNamespace, Guid runId, HistoryEvent first, DateTime firstTaskTime)
    {
        var a = first.WorkflowExecutionStartedEventAttributes;
        return new()
        {
            Attempt = a.Attempt,
            ContinuedRunId = a.ContinuedExecutionRunId is { Length: > 0 } continued ? continued : null,
            ExecutionTimeout = a.WorkflowExecutionTimeout?.ToTimeSpan(),
            FirstExecutionRunId = a.FirstExecutionRunId,
            Headers = a.Header.ToDictionary(),
            LastFailure = a.ContinuedFailure is { } failure ? converter.FailureConverter.ToException(failure, converter.PayloadConverter) : null,
            Namespace = workflowNamespace,
            Parent = a.ParentWorkflowExecution is { } parent
                ? new() { Namespace = a.ParentWorkflowNamespace, RunId = parent.RunId, WorkflowId = parent.WorkflowId }
                : null,
            RetryPolicy = a.RetryPolicy is { } retry ? RetryPolicy.FromProto(retry) : null,
            RunId = runId.ToString(),
            RunTimeout = a.WorkflowRunTimeout?.ToTimeSpan(),
            StartTime = firstTaskTime,
            TaskQueue = a.TaskQueue.Name,
            TaskTimeout = a.WorkflowTaskTimeout?.ToTimeSpan() ?? TimeSpan.FromSeconds(10),
            WorkflowId = a.WorkflowId,
            WorkflowStartTime = first.EventTime.ToDateTime(),
            WorkflowType = a.WorkflowType.Name,
        };
    }
}
