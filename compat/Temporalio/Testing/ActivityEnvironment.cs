using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Temporalio.Activities;
using Temporalio.Client;
using Temporalio.Converters;

namespace Temporalio.Testing;

/// <summary>Runs an activity outside a worker.</summary>
public record ActivityEnvironment
{
    public static readonly ActivityInfo DefaultInfo = new()
    {
        ActivityId = "test",
        ActivityType = "unknown",
        CurrentAttemptScheduledTime = DateTime.UnixEpoch,
        ScheduleToCloseTimeout = TimeSpan.FromSeconds(1),
        ScheduledTime = DateTime.UnixEpoch,
        StartToCloseTimeout = TimeSpan.FromSeconds(1),
        StartedTime = DateTime.UnixEpoch,
        TaskQueue = "test",
        TaskToken = "test"u8.ToArray(),
        WorkflowId = "test",
        WorkflowNamespace = "default",
        WorkflowRunId = "test-run",
        WorkflowType = "test",
    };

    public ActivityInfo Info { get; init; } = DefaultInfo;

    public ILogger Logger { get; init; } = NullLogger.Instance;

    public IPayloadConverter PayloadConverter { get; init; } = DataConverter.Default.PayloadConverter;

    public ITemporalClient? TemporalClient { get; init; }

    public ActivityCancelReason CancelReason { get; set; }

    public CancellationTokenSource CancellationTokenSource { get; init; } = new();

    public CancellationTokenSource WorkerShutdownTokenSource { get; init; } = new();

    public Action<object?[]> Heartbeater { get; init; } = _ => { };

    public Task RunAsync(Action activity) => RunAsync(() =>
    {
        activity();
        return Task.CompletedTask;
    });

    public Task<T> RunAsync<T>(Func<T> activity) => RunAsync(() => Task.FromResult(activity()));

    public Task RunAsync(Func<Task> activity) => RunAsync<object?>(async () =>
    {
        await activity().ConfigureAwait(false);
        return null;
    });

    public async Task<T> RunAsync<T>(Func<Task<T>> activity)
    {
        try
        {
            ActivityExecutionContext.AsyncLocalCurrent.Value =
                new(Info, Logger, PayloadConverter, TemporalClient, WorkerShutdownTokenSource.Token, CancellationTokenSource.Token)
                {
                    Heartbeater = Heartbeater,
                    CancelReasonSource = () => CancelReason,
                };
            return await activity().ConfigureAwait(false);
        }
        finally
        {
            ActivityExecutionContext.AsyncLocalCurrent.Value = null;
        }
    }

    public void Cancel(ActivityCancelReason reason = ActivityCancelReason.CancelRequested)
    {
        if (CancellationTokenSource.IsCancellationRequested)
            return;

        CancelReason = reason;
        CancellationTokenSource.Cancel();
    }
}
