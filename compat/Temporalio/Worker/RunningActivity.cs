using Microsoft.Extensions.Logging;
using Temporalio.Activities;
using Temporalio.Api.Common.V1;
using Temporalio.Converters;
using Temporalio.Engine;
using Temporalio.Exceptions;
using Temporalio.Worker.Interceptors;

namespace Temporalio.Worker;

/// <summary>One attempt of an activity, from the claim to the report.</summary>
internal sealed partial class RunningActivity : IDisposable
{
    private readonly WorkerContext _worker;
    private readonly ActivityTask _task;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _cancellation = new();
    private readonly ActivityExecutionContext _execution;
    private readonly HeartbeatSender _heartbeats;
    private ActivityCancelReason _reason;
    private Exception? _heartbeatFailure;

    public RunningActivity(WorkerContext worker, ActivityTask task, CancellationToken workerShutdown, ILogger logger)
    {
        _worker = worker;
        _task = task;
        _logger = logger;
        var info = ToInfo(task, worker.DataConverter);
        _execution = new(
            info, worker.LoggerFactory.CreateLogger($"Temporalio.Activity:{info.ActivityType}"), worker.DataConverter.PayloadConverter,
            worker.Client, workerShutdown, _cancellation.Token)
        {
            CancelReasonSource = () => _reason,
        };
        _heartbeats = new(worker, task, Cancel, FailHeartbeat, logger);
    }

    public void Cancel(ActivityCancelReason reason)
    {
        lock (_cancellation)
        {
            if (_cancellation.IsCancellationRequested)
                return;

            _reason = reason;
        }

        _cancellation.Cancel();
    }

    public void AskWhetherCancelled() => _heartbeats.AskWhetherCancelled();

    public async Task RunAsync(IReadOnlyDictionary<string, ActivityDefinition> activities)
    {
        ActivityExecutionContext.AsyncLocalCurrent.Value = _execution;
        using var scope = _logger.BeginScope(_execution.Info.LoggerScope);
        try
        {
            var result = await InvokeAsync(activities).ConfigureAwait(false);
            await _heartbeats.StopAsync(flush: false).ConfigureAwait(false);
            var payloads = _worker.DataConverter.PayloadConverter.ToPayloads([result is ValueTuple ? null : result]);
            await WorkerContext.ReportAsync(() => _worker.Service.CompleteActivityAsync(_task, payloads, CancellationToken.None)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not RpcException || !_heartbeats.IsStopped)
        {
            // What the attempt recorded last is what the next one begins with.
            await _heartbeats.StopAsync(flush: true).ConfigureAwait(false);
            await ReportFailureAsync(e).ConfigureAwait(false);
        }
        finally
        {
            ActivityExecutionContext.AsyncLocalCurrent.Value = null;
        }
    }

    public void Dispose()
    {
        _heartbeats.Dispose();
        _cancellation.Dispose();
    }

    private async Task<object?> InvokeAsync(IReadOnlyDictionary<string, ActivityDefinition> activities)
    {
        if (!activities.TryGetValue(_task.Attributes.ActivityType.Name, out var definition))
        {
            throw new ApplicationFailureException(
                $"Activity {_task.Attributes.ActivityType.Name} is not registered on this worker, available activities: {string.Join(", ", activities.Keys.Order(StringComparer.Ordinal))}",
                errorType: "NotFoundError");
        }

        var inbound = _worker.Interceptors.Reverse().Aggregate(
            (ActivityInboundInterceptor)new InboundRoot(this), (next, interceptor) => interceptor.InterceptActivity(next));
        inbound.Init(new OutboundRoot(_heartbeats));
        return await inbound.ExecuteActivityAsync(new()
        {
            Activity = definition,
            Args = Decode(definition),
            Headers = _task.Attributes.Header.ToDictionary(),
        }).ConfigureAwait(false);
    }

    private object?[] Decode(ActivityDefinition definition)
    {
        var given = _task.Attributes.Input?.Payloads_ ?? [];
        if (given.Count < definition.RequiredParameterCount)
        {
            throw new ApplicationFailureException(
                $"Activity {definition.Name} given {given.Count} parameter(s), but {definition.RequiredParameterCount} required", errorType: nameof(InvalidOperationException));
        }

        try
        {
            return given.Zip(definition.ParameterTypes, _worker.DataConverter.PayloadConverter.ToValue).ToArray();
        }
        catch (Exception e)
        {
            throw new ApplicationFailureException($"Activity {definition.Name} failed decoding parameters", e);
        }
    }

    private async Task ReportFailureAsync(Exception e)
    {
        var canceled = _cancellation.IsCancellationRequested && TemporalException.IsCanceledException(e);
        if (canceled && _reason is ActivityCancelReason.GoneFromServer or ActivityCancelReason.Timeout)
        {
            LogGone(_logger, _execution.Info.ActivityType, _execution.Info.Attempt);
        }
        else if (canceled && _reason == ActivityCancelReason.WorkerShutdown)
        {
            LogReleased(_logger, _execution.Info.ActivityType, _execution.Info.Attempt);
            await WorkerContext.ReportAsync(() => _worker.Service.ReleaseActivityAsync(_task, CancellationToken.None)).ConfigureAwait(false);
        }
        else if (canceled && _reason == ActivityCancelReason.CancelRequested)
        {
            Payloads? details = null;
            await WorkerContext.ReportAsync(() => _worker.Service.CancelActivityAsync(_task, details, CancellationToken.None)).ConfigureAwait(false);
        }
        else
        {
            var cause = canceled ? _heartbeatFailure ?? e : e;
            LogFailed(_logger, _execution.Info.ActivityType, _execution.Info.Attempt, cause.Message, cause);
            // A cancellation that nobody asked for is the activity's own failure.
            var failure = _worker.DataConverter.FailureConverter.ToFailure(
                cause is CanceledFailureException ? new ApplicationFailureException(cause.Message, cause, "CancelledFailure") : cause,
                _worker.DataConverter.PayloadConverter);
            await WorkerContext.ReportAsync(() => _worker.Service.FailActivityAsync(_task, failure, CancellationToken.None)).ConfigureAwait(false);
        }
    }

    private void FailHeartbeat(Exception e)
    {
        _heartbeatFailure = e;
        Cancel(ActivityCancelReason.HeartbeatRecordFailure);
    }

    private static ActivityInfo ToInfo(ActivityTask task, DataConverter converter) => new()
    {
        ActivityId = task.Attributes.ActivityId,
        ActivityType = task.Attributes.ActivityType.Name,
        Attempt = task.Attempt,
        CurrentAttemptScheduledTime = task.CurrentAttemptScheduledTime,
        DataConverter = converter,
        HeartbeatDetails = task.HeartbeatDetails?.Payloads_ ?? [],
        HeartbeatTimeout = task.Attributes.HeartbeatTimeout?.ToTimeSpan(),
        ScheduleToCloseTimeout = task.Attributes.ScheduleToCloseTimeout?.ToTimeSpan(),
        ScheduledTime = task.ScheduledTime,
        StartToCloseTimeout = task.Attributes.StartToCloseTimeout?.ToTimeSpan(),
        StartedTime = task.StartedTime,
        TaskQueue = task.TaskQueue,
        TaskToken = task.Token.ToByteArray(),
        WorkflowId = task.WorkflowId,
        WorkflowNamespace = task.Namespace,
        WorkflowRunId = task.RunId.ToString(),
        WorkflowType = task.WorkflowType,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "Activity {ActivityType} failed in attempt {Attempt}: {Reason}")]
    private static partial void LogFailed(ILogger logger, string activityType, int attempt, string reason, Exception e);

    [LoggerMessage(Level = LogLevel.Information, Message = "Activity {ActivityType}, attempt {Attempt}, is no longer wanted: it timed out or its workflow ended")]
    private static partial void LogGone(ILogger logger, string activityType, int attempt);

    [LoggerMessage(Level = LogLevel.Information, Message = "Activity {ActivityType}, attempt {Attempt}, is handed back because the worker stops")]
    private static partial void LogReleased(ILogger logger, string activityType, int attempt);

    private sealed class InboundRoot(RunningActivity activity) : ActivityInboundInterceptor
    {
        public override void Init(ActivityOutboundInterceptor outbound)
            => activity._execution.Heartbeater = details => outbound.Heartbeat(new() { Details = details });

        public override async Task<object?> ExecuteActivityAsync(ExecuteActivityInput input)
        {
            using (activity._execution.Logger.BeginScope(activity._execution.Info.LoggerScope))
                return await input.Activity.InvokeAsync(input.Args).ConfigureAwait(false);
        }
    }

    private sealed class OutboundRoot(HeartbeatSender heartbeats) : ActivityOutboundInterceptor
    {
        public override void Heartbeat(HeartbeatInput input) => heartbeats.Record(input.Details);
    }
}
