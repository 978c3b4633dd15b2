using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Converters;

namespace Temporalio.Exceptions;

/// <summary>What a workflow gets when its activity failed; the cause is the inner exception.</summary>
public class ActivityFailureException : FailureException
{
    protected internal ActivityFailureException(Failure failure, Exception? inner)
        : base(failure, inner)
    {
    }

    public new Failure Failure => base.Failure!;

    public string? Identity => Failure.ActivityFailureInfo.Identity is { Length: > 0 } identity ? identity : null;

    public string ActivityType => Failure.ActivityFailureInfo.ActivityType.Name;

    public string ActivityId => Failure.ActivityFailureInfo.ActivityId;

    public RetryState RetryState => Failure.ActivityFailureInfo.RetryState;
}

/// <summary>What a workflow gets when its child failed; the cause is the inner exception.</summary>
public class ChildWorkflowFailureException : FailureException
{
    protected internal ChildWorkflowFailureException(Failure failure, Exception? inner)
        : base(failure, inner)
    {
    }

    public new Failure Failure => base.Failure!;

    public string Namespace => Failure.ChildWorkflowExecutionFailureInfo.Namespace;

    public string WorkflowId => Failure.ChildWorkflowExecutionFailureInfo.WorkflowExecution.WorkflowId;

    public string RunId => Failure.ChildWorkflowExecutionFailureInfo.WorkflowExecution.RunId;

    public string WorkflowType => Failure.ChildWorkflowExecutionFailureInfo.WorkflowType.Name;

    public RetryState RetryState => Failure.ChildWorkflowExecutionFailureInfo.RetryState;
}

/// <summary>A timeout of an activity, a child or a workflow.</summary>
public class TimeoutFailureException : FailureException
{
    protected internal TimeoutFailureException(Failure failure, Exception? inner, IPayloadConverter converter)
        : base(failure, inner)
    {
        var info = failure.TimeoutFailureInfo ?? throw new ArgumentException("No timeout failure info", nameof(failure));
        LastHeartbeatDetails = new(converter, info.LastHeartbeatDetails?.Payloads_);
    }

    public new Failure Failure => base.Failure!;

    public TimeoutType TimeoutType => Failure.TimeoutFailureInfo.TimeoutType;

    public InboundFailureDetails LastHeartbeatDetails { get; protected init; }
}

/// <summary>A cancellation.</summary>
public class CanceledFailureException : FailureException
{
    public CanceledFailureException(string message, IReadOnlyCollection<object?>? details = null)
        : base(message) => Details = new OutboundFailureDetails(details ?? []);

    protected internal CanceledFailureException(Failure failure, Exception? inner, IPayloadConverter converter)
        : base(failure, inner) => Details = new InboundFailureDetails(converter, failure.CanceledFailureInfo?.Details?.Payloads_);

    public IFailureDetails Details { get; protected init; }
}

/// <summary>A termination.</summary>
public class TerminatedFailureException : FailureException
{
    protected internal TerminatedFailureException(Failure failure, Exception? inner, InboundFailureDetails? details)
        : base(failure, inner) => Details = details;

    public InboundFailureDetails? Details { get; protected init; }
}

/// <summary>An error that the engine itself made.</summary>
public class ServerFailureException : FailureException
{
    protected internal ServerFailureException(Failure failure, Exception? inner)
        : base(failure, inner)
    {
    }

    public new Failure Failure => base.Failure!;

    public bool NonRetryable => Failure.ServerFailureInfo.NonRetryable;
}
