using Google.Protobuf.WellKnownTypes;
using RetryPolicyProto = Temporalio.Api.Common.V1.RetryPolicy;

namespace Temporalio.Common;

/// <summary>How activities and workflows are retried.</summary>
public record RetryPolicy
{
    /// <summary>Delay before the first retry; 1 s unless set.</summary>
    public TimeSpan InitialInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Factor by which the delay grows with each retry; 2 unless set.</summary>
    public float BackoffCoefficient { get; set; } = 2.0F;

    /// <summary>Longest delay between retries; 100 times <see cref="InitialInterval"/> unless set.</summary>
    public TimeSpan? MaximumInterval { get; set; }

    /// <summary>Attempts in all, the first included; 0 means no limit.</summary>
    public int MaximumAttempts { get; set; }

    /// <summary>Application error types that end the retries.</summary>
    public IReadOnlyCollection<string>? NonRetryableErrorTypes { get; set; }

    internal RetryPolicyProto ToProto()
    {
        var proto = new RetryPolicyProto
        {
            InitialInterval = Duration.FromTimeSpan(InitialInterval),
            BackoffCoefficient = BackoffCoefficient,
            MaximumInterval = MaximumInterval is { } maximum ? Duration.FromTimeSpan(maximum) : null,
            MaximumAttempts = MaximumAttempts,
        };
        proto.NonRetryableErrorTypes.AddRange(NonRetryableErrorTypes ?? []);
        return proto;
    }

    internal static RetryPolicy FromProto(RetryPolicyProto proto) => new()
    {
        InitialInterval = proto.InitialInterval?.ToTimeSpan() ?? TimeSpan.FromSeconds(1),
        BackoffCoefficient = proto.BackoffCoefficient == 0 ? 2.0F : (float)proto.BackoffCoefficient,
        MaximumInterval = proto.MaximumInterval?.ToTimeSpan(),
        MaximumAttempts = proto.MaximumAttempts,
        NonRetryableErrorTypes = proto.NonRetryableErrorTypes.Count == 0 ? null : proto.NonRetryableErrorTypes,
    };

    /// <summary>The delay before the attempt that follows <paramref name="attempt"/>, which counts from 1.</summary>
    internal TimeSpan DelayAfter(int attempt)
    {
        var maximum = (MaximumInterval ?? InitialInterval * 100).TotalMilliseconds;
        var delay = InitialInterval.TotalMilliseconds * Math.Pow(BackoffCoefficient, attempt - 1);
        return TimeSpan.FromMilliseconds(double.IsFinite(delay) ? Math.Min(delay, maximum) : maximum);
    }
}
