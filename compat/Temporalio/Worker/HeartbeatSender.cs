using Microsoft.Extensions.Logging;
using Temporalio.Activities;
using Temporalio.Api.Common.V1;
using Temporalio.Converters;
using Temporalio.Engine;
using Temporalio.Exceptions;

namespace Temporalio.Worker;

/// <summary>
/// Sends an activity's heartbeats: the first at once, later ones no more often than the throttle interval, each with the details
/// recorded last. The answers bring cancellation.
/// </summary>
internal sealed partial class HeartbeatSender : IDisposable
{
    private readonly WorkerContext _worker;
    private readonly ActivityTask _task;
    private readonly Action<ActivityCancelReason> _cancel;
    private readonly Action<Exception> _fail;
    private readonly ILogger _logger;
    private readonly TimeSpan _throttle;
    private readonly WakeSignal _wake = new();
    private readonly Lock _gate = new();
    private object?[]? _unsent;
    private bool _ask;
    private bool _recorded;
    private Task _sending = Task.CompletedTask;

    public HeartbeatSender(WorkerContext worker, ActivityTask task, Action<ActivityCancelReason> cancel, Action<Exception> fail, ILogger logger)
    {
        (_worker, _task, _cancel, _fail, _logger) = (worker, task, cancel, fail, logger);
        var interval = task.Attributes.HeartbeatTimeout is { } timeout ? timeout.ToTimeSpan() * 0.8 : worker.Options.DefaultHeartbeatThrottleInterval;
        _throttle = interval < worker.Options.MaxHeartbeatThrottleInterval ? interval : worker.Options.MaxHeartbeatThrottleInterval;
    }

    public bool IsStopped { get; private set; }

    public void Record(object?[] details)
    {
        lock (_gate)
        {
            (_unsent, _recorded) = (details, true);
            StartSending();
        }
    }

    /// <summary>
    /// The engine says that the activity may have been cancelled. As upstream, only an activity that sends heartbeats learns of it,
    /// but at once, without waiting for the next one.
    /// </summary>
    public void AskWhetherCancelled()
    {
        lock (_gate)
        {
            if (!_recorded || IsStopped)
                return;

            _ask = true;
            StartSending();
        }

        _wake.Set(TimeSpan.Zero);
    }

    /// <summary>Ends sending; <paramref name="flush"/> sends what is not sent yet.</summary>
    public async Task StopAsync(bool flush)
    {
        lock (_gate)
        {
            if (IsStopped)
                return;

            IsStopped = true;
        }

        _wake.Set(TimeSpan.Zero);
        await _sending.ConfigureAwait(false);
        if (flush && _unsent is not null)
            await SendAsync().ConfigureAwait(false);
    }

    public void Dispose() => _wake.Dispose();

    private void StartSending()
    {
        if (_sending.IsCompleted && !IsStopped)
            _sending = Task.Run(SendAllAsync);
    }

    private async Task SendAllAsync()
    {
        while (!IsStopped)
        {
            await SendAsync().ConfigureAwait(false);
            await _wake.WaitAsync(_throttle, CancellationToken.None).ConfigureAwait(false);
            lock (_gate)
            {
                if (_unsent is null && !_ask)
                {
                    _sending = Task.CompletedTask;
                    return;
                }
            }
        }
    }

    private async Task SendAsync()
    {
        object?[]? details;
        lock (_gate)
            (details, _unsent, _ask) = (_unsent, null, false);

        Payloads? payloads;
        try
        {
            payloads = details is null ? null : _worker.DataConverter.PayloadConverter.ToPayloads(details);
        }
        catch (Exception e)
        {
            _fail(new ApplicationFailureException("Failed recording heartbeat", e));
            return;
        }

        try
        {
            switch (await _worker.Service.HeartbeatActivityAsync(_task, payloads, CancellationToken.None).ConfigureAwait(false))
            {
                case HeartbeatAnswer.CancelRequested:
                    _cancel(ActivityCancelReason.CancelRequested);
                    break;
                case HeartbeatAnswer.Gone:
                    _cancel(ActivityCancelReason.GoneFromServer);
                    break;
                default:
                    break;
            }
        }
        catch (Exception e) when (TransientFailures.IsTransient(e))
        {
            LogUnsent(_logger, _task.Attributes.ActivityType.Name, e.Message);
            // Not lost: it goes with the next one, soon.
            lock (_gate)
                _unsent ??= details;
            _wake.Set(TimeSpan.FromMilliseconds(500));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A heartbeat of activity {ActivityType} could not be sent yet: {Reason}")]
    private static partial void LogUnsent(ILogger logger, string activityType, string reason);
}
