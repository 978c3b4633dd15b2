using Npgsql;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;

namespace Temporalio.Engine.Postgres;

/// <summary>A row of <c>temporal.executions</c>.</summary>
internal sealed record Run(
    Guid RunId,
    string Namespace,
    string WorkflowId,
    Guid FirstRunId,
    Guid RequestId,
    string WorkflowType,
    string TaskQueue,
    WorkflowExecutionStatus Status,
    DateTime StartTime,
    DateTime ExecutionTime,
    DateTime? CloseTime,
    DateTime? TimeoutAt,
    Guid? ParentRunId,
    string? ParentWorkflowId,
    long ParentInitiatedId,
    long NextEventId,
    bool CancelRequested,
    bool TaskPending,
    int TaskAttempt,
    byte[]? Memo)
{
    public static Run Read(NpgsqlDataReader r) => new(
        r.Value<Guid>("run_id"),
        r.Value<string>("namespace"),
        r.Value<string>("workflow_id"),
        r.Value<Guid>("first_run_id"),
        r.Value<Guid>("request_id"),
        r.Value<string>("workflow_type"),
        r.Value<string>("task_queue"),
        (WorkflowExecutionStatus)r.Value<short>("status"),
        r.Value<DateTime>("start_time"),
        r.Value<DateTime>("execution_time"),
        r.ValueOrDefault<DateTime?>("close_time"),
        r.ValueOrDefault<DateTime?>("timeout_at"),
        r.ValueOrDefault<Guid?>("parent_run_id"),
        r.ValueOrDefault<string>("parent_workflow_id"),
        r.Value<long>("parent_initiated_id"),
        r.Value<long>("next_event_id"),
        r.Value<bool>("cancel_requested"),
        r.Value<bool>("task_pending"),
        r.Value<int>("task_attempt"),
        r.ValueOrDefault<byte[]>("memo"));

    public ExecutionSummary ToSummary() => new(
        WorkflowId, RunId.ToString(), WorkflowType, TaskQueue, Status, StartTime, ExecutionTime, CloseTime, (int)NextEventId - 1,
        Api.Common.V1.Memo.Parser.ParseOrNull(Memo) ?? new Memo(), ParentWorkflowId, ParentRunId?.ToString());

    public WorkflowExecution ToExecution() => new() { WorkflowId = WorkflowId, RunId = RunId.ToString() };
}
