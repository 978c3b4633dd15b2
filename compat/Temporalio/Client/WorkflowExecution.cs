using Temporalio.Api.Enums.V1;
using Temporalio.Converters;
using Temporalio.Engine;

namespace Temporalio.Client;

/// <summary>A workflow run as the engine sees it.</summary>
public class WorkflowExecution
{
    private readonly ExecutionSummary _summary;
    private readonly Lazy<IReadOnlyDictionary<string, IEncodedRawValue>> _memo;

    internal WorkflowExecution(ExecutionSummary summary, DataConverter dataConverter)
    {
        _summary = summary;
        _memo = new(() => summary.Memo.Fields.ToDictionary(
            f => f.Key, IEncodedRawValue (f) => new EncodedRawValue(dataConverter, f.Value), StringComparer.Ordinal));
    }

    public DateTime? CloseTime => _summary.CloseTime;

    /// <summary>When the run started or, after a start delay or backoff, is to start.</summary>
    public DateTime? ExecutionTime => _summary.ExecutionTime;

    public int HistoryLength => _summary.HistoryLength;

    public string Id => _summary.WorkflowId;

    public IReadOnlyDictionary<string, IEncodedRawValue> Memo => _memo.Value;

    public string? ParentId => _summary.ParentId;

    public string? ParentRunId => _summary.ParentRunId;

    public string RunId => _summary.RunId;

    public DateTime StartTime => _summary.StartTime;

    public WorkflowExecutionStatus Status => _summary.Status;

    public string TaskQueue => _summary.TaskQueue;

    public string WorkflowType => _summary.WorkflowType;
}

/// <summary>The answer to <see cref="WorkflowHandle.DescribeAsync"/>.</summary>
public class WorkflowExecutionDescription : WorkflowExecution
{
    internal WorkflowExecutionDescription(ExecutionSummary summary, DataConverter dataConverter)
        : base(summary, dataConverter)
    {
    }
}
