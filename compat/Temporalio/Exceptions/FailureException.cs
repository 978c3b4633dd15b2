using Temporalio.Api.Failure.V1;

namespace Temporalio.Exceptions;

/// <summary>Base of the exceptions that travel as failures; thrown out of a workflow, one of these fails it.</summary>
public class FailureException : TemporalException
{
    protected internal FailureException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    protected internal FailureException(Failure failure, Exception? inner)
        : base(failure.Message, inner) => Failure = failure;

    /// <summary>The failure as it was received; null for an exception made in this process.</summary>
    public Failure? Failure { get; protected init; }

    public override string? StackTrace
        => base.StackTrace is { Length: > 0 } own ? own : Failure is { StackTrace.Length: > 0 } failure ? failure.StackTrace : base.StackTrace;
}
