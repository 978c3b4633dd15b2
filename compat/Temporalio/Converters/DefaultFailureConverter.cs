using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Exceptions;

namespace Temporalio.Converters;

/// <summary>Exceptions of .NET become application failures with the class's name as type.</summary>
public class DefaultFailureConverter : IFailureConverter
{
    public Failure ToFailure(Exception exception, IPayloadConverter payloadConverter)
    {
        var source = exception as FailureException
            ?? new ApplicationFailureException(exception.Message, exception.InnerException, exception.GetType().Name);
        if (source.Failure is { } received)
            return received.Clone();

        var failure = new Failure
        {
            Message = source.Message,
            Source = "DotNetSDK",
            StackTrace = exception.StackTrace ?? "",
            Cause = source.InnerException is { } inner ? ToFailure(inner, payloadConverter) : null,
        };
        switch (source)
        {
            case ApplicationFailureException application:
                failure.ApplicationFailureInfo = new()
                {
                    Type = application.ErrorType ?? "",
                    NonRetryable = application.NonRetryable,
                    Details = ToPayloads(application.Details, payloadConverter),
                    NextRetryDelay = application.NextRetryDelay is { } delay ? Duration.FromTimeSpan(delay) : null,
                    Category = application.Category,
                };
                break;
            case CanceledFailureException canceled:
                failure.CanceledFailureInfo = new() { Details = ToPayloads(canceled.Details, payloadConverter) };
                break;
            case WorkflowAlreadyStartedException:
                break;
            default:
                throw new ArgumentException($"Unexpected failure type {source.GetType()} without failure proto", nameof(exception));
        }

        return failure;
    }

    public Exception ToException(Failure failure, IPayloadConverter payloadConverter)
    {
        var inner = failure.Cause is { } cause ? ToException(cause, payloadConverter) : null;
        return failure.FailureInfoCase switch
        {
            Failure.FailureInfoOneofCase.ApplicationFailureInfo => new ApplicationFailureException(failure, inner, payloadConverter),
            Failure.FailureInfoOneofCase.TimeoutFailureInfo => new TimeoutFailureException(failure, inner, payloadConverter),
            Failure.FailureInfoOneofCase.CanceledFailureInfo => new CanceledFailureException(failure, inner, payloadConverter),
            Failure.FailureInfoOneofCase.TerminatedFailureInfo => new TerminatedFailureException(failure, inner, details: null),
            Failure.FailureInfoOneofCase.ServerFailureInfo => new ServerFailureException(failure, inner),
            Failure.FailureInfoOneofCase.ActivityFailureInfo => new ActivityFailureException(failure, inner),
            Failure.FailureInfoOneofCase.ChildWorkflowExecutionFailureInfo => new ChildWorkflowFailureException(failure, inner),
            _ => new FailureException(failure, inner),
        };
    }

    private static Payloads? ToPayloads(IFailureDetails details, IPayloadConverter converter) => details switch
    {
        OutboundFailureDetails { Count: > 0 } outbound => converter.ToPayloads(outbound.Details),
        InboundFailureDetails { Count: > 0 } inbound => new() { Payloads_ = { inbound.Payloads } },
        _ => null,
    };
}
