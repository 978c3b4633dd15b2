using Temporalio.Api.Enums.V1;

namespace Temporalio.Exceptions;

/// <summary>The workflow ended otherwise than by completing; the cause is the inner exception.</summary>
public class WorkflowFailedException : TemporalException
{
    public WorkflowFailedException(Exception? inner)
        : base("Workflow failed", inner)
    {
    }
}

/// <summary>The id is taken, by the reuse and conflict policies of the start.</summary>
public class WorkflowAlreadyStartedException : FailureException
{
    public WorkflowAlreadyStartedException(string message, string workflowId, string workflowType, string runId)
        : base(message)
    {
        WorkflowId = workflowId;
        WorkflowType = workflowType;
        RunId = runId;
    }

    public string WorkflowId { get; private init; }

    public string WorkflowType { get; private init; }

    public string RunId { get; private init; }
}

/// <summary>The run continued as new and the caller did not ask to follow runs.</summary>
public class WorkflowContinuedAsNewException : TemporalException
{
    public WorkflowContinuedAsNewException(string newRunId)
        : base("Workflow continued as new") => NewRunId = newRunId;

    public string NewRunId { get; private init; }
}

/// <summary>The query's handler failed on the worker.</summary>
public class WorkflowQueryFailedException : TemporalException
{
    public WorkflowQueryFailedException(string message)
        : base(message)
    {
    }
}

/// <summary>The query was rejected by its reject condition.</summary>
public class WorkflowQueryRejectedException : TemporalException
{
    public WorkflowQueryRejectedException(WorkflowExecutionStatus workflowStatus)
        : base($"Query rejected, workflow status: {workflowStatus}") => WorkflowStatus = workflowStatus;

    public WorkflowExecutionStatus WorkflowStatus { get; private init; }
}

/// <summary>Workflow code called something that it must not, or the engine met a workflow it cannot go on with.</summary>
public class InvalidWorkflowOperationException : TemporalException
{
    protected internal InvalidWorkflowOperationException(string message, string? stackTrace = null)
        : base(message) => StackTrace = stackTrace;

    public override string? StackTrace { get; }
}

/// <summary>The workflow's code does not match its history.</summary>
public class WorkflowNondeterminismException : InvalidWorkflowOperationException
{
    internal WorkflowNondeterminismException(string message, string? stackTrace = null)
        : base(message, stackTrace)
    {
    }
}
