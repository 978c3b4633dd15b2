using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Common;

namespace Temporalio.Engine.Postgres;

/// <summary>Whether and when a failed attempt is followed by another.</summary>
internal static class Retries
{
    /// <param name="policy">The policy.</param>
    /// <param name="attempt">The attempt that failed, counting from 1.</param>
    /// <param name="failure">Its failure.</param>
    /// <param name="remaining">Time until the limit over all attempts, if there is one.</param>
    /// <returns>The delay, or null and why there is no further attempt.</returns>
    public static (TimeSpan? Delay, RetryState State) Next(RetryPolicy policy, int attempt, Failure failure, TimeSpan? remaining)
    {
        if (!IsRetryable(policy, failure))
            return (null, RetryState.NonRetryableFailure);
        if (policy.MaximumAttempts > 0 && attempt >= policy.MaximumAttempts)
            return (null, RetryState.MaximumAttemptsReached);

        var delay = failure.ApplicationFailureInfo?.NextRetryDelay?.ToTimeSpan() ?? policy.DelayAfter(attempt);
        return remaining is { } left && delay >= left ? (null, RetryState.Timeout) : (delay, RetryState.InProgress);
    }

    private static bool IsRetryable(RetryPolicy policy, Failure failure) => failure.FailureInfoCase switch
    {
        Failure.FailureInfoOneofCase.ApplicationFailureInfo =>
            !failure.ApplicationFailureInfo.NonRetryable
            && policy.NonRetryableErrorTypes?.Contains(failure.ApplicationFailureInfo.Type, StringComparer.Ordinal) != true,
        Failure.FailureInfoOneofCase.TimeoutFailureInfo =>
            failure.TimeoutFailureInfo.TimeoutType is TimeoutType.StartToClose or TimeoutType.Heartbeat,
        Failure.FailureInfoOneofCase.CanceledFailureInfo or Failure.FailureInfoOneofCase.TerminatedFailureInfo => false,
        Failure.FailureInfoOneofCase.ServerFailureInfo => !failure.ServerFailureInfo.NonRetryable,
        _ => true,
    };
}
