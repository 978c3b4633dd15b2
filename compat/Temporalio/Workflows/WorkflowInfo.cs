using Temporalio.Api.Common.V1;
using RetryPolicy = Temporalio.Common.RetryPolicy;

namespace Temporalio.Workflows;

/// <summary>What a run knows about itself; the same for its whole life.</summary>
public record WorkflowInfo
{
    internal WorkflowInfo()
    {
    }

    /// <summary>Counts from 1.</summary>
    public required int Attempt { get; init; }

    public string? ContinuedRunId { get; init; }

    public TimeSpan? ExecutionTimeout { get; init; }

    public required string FirstExecutionRunId { get; init; }

    public IReadOnlyDictionary<string, Payload>? Headers { get; init; }

    public Exception? LastFailure { get; init; }

    public required string Namespace { get; init; }

    public ParentInfo? Parent { get; init; }

    public RetryPolicy? RetryPolicy { get; init; }

    public required string RunId { get; init; }

    public TimeSpan? RunTimeout { get; init; }

    /// <summary>When the first workflow task started.</summary>
    public required DateTime StartTime { get; init; }

    public required string TaskQueue { get; init; }

    public required TimeSpan TaskTimeout { get; init; }

    public required string WorkflowId { get; init; }

    /// <summary>When the workflow was started.</summary>
    public required DateTime WorkflowStartTime { get; init; }

    public required string WorkflowType { get; init; }

    /// <summary>Scope of all that the workflow logs.</summary>
    internal Dictionary<string, object> LoggerScope => new(StringComparer.Ordinal)
    {
        ["Attempt"] = Attempt,
        ["Namespace"] = Namespace,
        ["RunId"] = RunId,
        ["TaskQueue"] = TaskQueue,
        ["WorkflowId"] = WorkflowId,
        ["WorkflowType"] = WorkflowType,
    };

    public record ParentInfo
    {
        internal ParentInfo()
        {
        }

        public required string Namespace { get; init; }

        public required string RunId { get; init; }

        public required string WorkflowId { get; init; }
    }
}
