namespace Temporalio.Exceptions;

/// <summary>Base of all exceptions of this library.</summary>
public abstract class TemporalException : Exception
{
    protected TemporalException()
    {
    }

    protected TemporalException(string message)
        : base(message)
    {
    }

    protected TemporalException(string message, Exception? inner)
        : base(message, inner)
    {
    }

    /// <summary>Whether the exception is a cancellation: .NET's, Temporal's, or one inside an activity or child failure.</summary>
    public static bool IsCanceledException(Exception e)
        => e is OperationCanceledException or CanceledFailureException
            || (e is ActivityFailureException or ChildWorkflowFailureException && e.InnerException is CanceledFailureException);
}
