using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using RetryPolicyProto = Temporalio.Api.Common.V1.RetryPolicy;

namespace Temporalio.Engine;

/// <summary>
/// The seam between this library and an engine: what clients ask. Failures are <see cref="Exceptions.RpcException"/>s, as
/// from Temporal's own service, so that callers above need not know which engine answers.
/// </summary>
internal interface IWorkflowService
{
    Task ConnectAsync(CancellationToken cancellationToken);

    Task<StartedWorkflow> StartWorkflowAsync(StartRequest request, CancellationToken cancellationToken);

    Task SignalWorkflowAsync(WorkflowTarget target, WorkflowExecutionSignaledEventAttributes signal, Guid requestId, CancellationToken cancellationToken);

    Task CancelWorkflowAsync(WorkflowTarget target, string identity, CancellationToken cancellationToken);

    Task TerminateWorkflowAsync(WorkflowTarget target, string reason, string identity, CancellationToken cancellationToken);

    Task<ExecutionSummary> DescribeWorkflowAsync(WorkflowTarget target, CancellationToken cancellationToken);

    /// <summary>The events of a run, or only its closing one; <paramref name="wait"/> waits until the run is closed.</summary>
    Task<IReadOnlyList<HistoryEvent>> GetHistoryAsync(WorkflowTarget target, bool closeEventOnly, bool wait, CancellationToken cancellationToken);

    Task<QueryAnswer> QueryWorkflowAsync(WorkflowTarget target, WorkflowQuery query, CancellationToken cancellationToken);

    /// <summary>The side that workers use.</summary>
    IWorkerService Worker { get; }
}

/// <summary>A workflow, by its id and, where given, one run or the first run of a chain.</summary>
internal sealed record WorkflowTarget(string Namespace, string WorkflowId, string? RunId = null, string? FirstExecutionRunId = null);

/// <summary>What is known of a run without its history.</summary>
internal sealed record ExecutionSummary(
    string WorkflowId,
    string RunId,
    string WorkflowType,
    string TaskQueue,
    WorkflowExecutionStatus Status,
    DateTime StartTime,
    DateTime? ExecutionTime,
    DateTime? CloseTime,
    int HistoryLength,
    Memo Memo,
    string? ParentId,
    string? ParentRunId);

internal sealed record StartRequest
{
    public required string Namespace { get; init; }

    public required string WorkflowId { get; init; }

    public required string WorkflowType { get; init; }

    public required string TaskQueue { get; init; }

    /// <summary>Makes a repeated request find the run that the first one started.</summary>
    public required Guid RequestId { get; init; }

    public required Payloads Input { get; init; }

    public required string Identity { get; init; }

    public Header? Header { get; init; }

    public Memo? Memo { get; init; }

    public WorkflowIdReusePolicy ReusePolicy { get; init; }

    public WorkflowIdConflictPolicy ConflictPolicy { get; init; }

    public RetryPolicyProto? RetryPolicy { get; init; }

    public TimeSpan? ExecutionTimeout { get; init; }

    public TimeSpan? RunTimeout { get; init; }

    public TimeSpan? TaskTimeout { get; init; }

    public TimeSpan? StartDelay { get; init; }

    public WorkflowExecutionSignaledEventAttributes? Signal { get; init; }
}

/// <param name="RunId">The run that was started or found.</param>
/// <param name="Started">False where a policy let an existing run stand for the new one.</param>
internal sealed record StartedWorkflow(string RunId, bool Started);

internal sealed record WorkflowQuery(string Name, Payloads Arguments, Header? Header, QueryRejectCondition RejectCondition);

/// <summary>Exactly one of the three is set.</summary>
internal sealed record QueryAnswer(Payloads? Result, string? Failure, WorkflowExecutionStatus? Rejected);
