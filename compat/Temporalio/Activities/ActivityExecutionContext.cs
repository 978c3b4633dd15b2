using Microsoft.Extensions.Logging;
using Temporalio.Client;
using Temporalio.Converters;

namespace Temporalio.Activities;

/// <summary>Why an activity's token was cancelled.</summary>
public enum ActivityCancelReason
{
    None,
    GoneFromServer,
    CancelRequested,
    Timeout,
    WorkerShutdown,
    HeartbeatRecordFailure,
    Paused,
    Reset,
}

/// <summary>The running activity's context, flowing with its async calls.</summary>
public class ActivityExecutionContext
{
    private readonly ITemporalClient? _temporalClient;

    internal ActivityExecutionContext(
        ActivityInfo info, ILogger logger, IPayloadConverter payloadConverter, ITemporalClient? temporalClient, CancellationToken workerShutdownToken, CancellationToken cancellationToken)
    {
        Info = info;
        Logger = logger;
        PayloadConverter = payloadConverter;
        WorkerShutdownToken = workerShutdownToken;
        CancellationToken = cancellationToken;
        _temporalClient = temporalClient;
    }

    public static bool HasCurrent => AsyncLocalCurrent.Value is not null;

    /// <exception cref="InvalidOperationException">Not in an activity.</exception>
    public static ActivityExecutionContext Current => AsyncLocalCurrent.Value ?? throw new InvalidOperationException("No current context");

    public ActivityInfo Info { get; private init; }

    public ILogger Logger { get; private init; }

    /// <summary>Sure only once <see cref="CancellationToken"/> is cancelled.</summary>
    public ActivityCancelReason CancelReason => CancelReasonSource();

    public CancellationToken CancellationToken { get; private init; }

    /// <summary>Cancelled as the worker begins to stop; <see cref="CancellationToken"/> follows after the graceful shutdown timeout.</summary>
    public CancellationToken WorkerShutdownToken { get; private init; }

    public IPayloadConverter PayloadConverter { get; private init; }

    /// <exception cref="InvalidOperationException">A test environment without a client.</exception>
    public ITemporalClient TemporalClient => _temporalClient ?? throw new InvalidOperationException("No Temporal client available");

    internal static AsyncLocal<ActivityExecutionContext?> AsyncLocalCurrent { get; } = new();

    internal Action<object?[]>? Heartbeater { get; set; }

    internal Func<ActivityCancelReason> CancelReasonSource { get; set; } = () => ActivityCancelReason.None;

    /// <summary>Records a heartbeat, throttled to the heartbeat timeout; cancellation reaches only activities that do this.</summary>
    public void Heartbeat(params object?[] details)
        => (Heartbeater ?? throw new InvalidOperationException("Heartbeater not set yet"))(details);
}
