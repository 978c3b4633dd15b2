using System.Collections.Concurrent;
using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>Runs the health checks of every resource that runs, and says when one is ready for the first time.</summary>
internal sealed partial class ResourceHealthMonitor(
    ResourceNotificationService notifications,
    IDistributedApplicationEventing eventing,
    HealthCheckService healthChecks,
    IServiceProvider services,
    ILogger<ResourceHealthMonitor> logger)
{
    // A start is waited for, so it is looked at often; later a resource is only watched.
    private static readonly TimeSpan FirstInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan HealthyInterval = TimeSpan.FromSeconds(30);
    private const double Growth = 1.3;

    private readonly ConcurrentDictionary<string, CancellationTokenSource> _monitored = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<IResource, Lazy<Task>> _ready = new();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var @event in notifications.WatchAsync(cancellationToken))
        {
            var isRunning = @event.Snapshot.State?.Text == KnownResourceStates.Running;
            if (isRunning && !_monitored.ContainsKey(@event.ResourceId))
            {
                var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                _monitored[@event.ResourceId] = stop;
                _ = MonitorAsync(@event.Resource, @event.ResourceId, stop.Token);
            }
            else if (!isRunning && _monitored.TryRemove(@event.ResourceId, out var stop))
            {
                _ready.TryRemove(@event.Resource, out _);
                await stop.CancelAsync();
                stop.Dispose();
            }
        }
    }

    private static ImmutableArray<HealthReportSnapshot> Reports(HealthReport report)
        => [.. report.Entries.Select(e => new HealthReportSnapshot(e.Key, e.Value.Status, e.Value.Description, e.Value.Exception?.ToString())
        {
            LastRunAt = DateTime.UtcNow,
        })];

    private async Task MonitorAsync(IResource resource, string id, CancellationToken token)
    {
        try
        {
            var keys = resource.Annotations.OfType<HealthCheckAnnotation>().Select(a => a.Key).ToHashSet(StringComparer.Ordinal);
            if (keys.Count == 0)
            {
                await AnnounceReadyAsync(resource, id, token);
                return;
            }

            await CheckAgainAndAgainAsync(resource, id, keys, token);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // The resource or the whole application has stopped.
        }
        catch (Exception e)
        {
            // Nobody waits for this task; without the log a broken check would look like a slow one.
            LogMonitorFailed(logger, e, id);
        }
    }

    private async Task CheckAgainAndAgainAsync(IResource resource, string id, HashSet<string> keys, CancellationToken token)
    {
        var interval = FirstInterval;
        while (true)
        {
            var report = await healthChecks.CheckHealthAsync(r => keys.Contains(r.Name), token);
            var missing = keys.Except(report.Entries.Keys, StringComparer.Ordinal)
                .Select(k => new HealthReportSnapshot(k, HealthStatus.Unhealthy, $"No health check '{k}' is registered in the AppHost's services.", ExceptionText: null));
            ImmutableArray<HealthReportSnapshot> reports = [.. Reports(report), .. missing];
            await notifications.PublishUpdateAsync(resource, id, s => s with { HealthReports = reports });
            var isHealthy = reports.All(r => r.Status == HealthStatus.Healthy);
            if (isHealthy)
            {
                await AnnounceReadyAsync(resource, id, token);
            }

            interval = isHealthy ? FirstInterval : TimeSpan.FromTicks(Math.Min((long)(interval.Ticks * Growth), LongestInterval.Ticks));
            await Task.Delay(isHealthy ? HealthyInterval : interval, token);
        }
    }

    /// <summary>Once for each start, however many replicas there are and however often it turns healthy again.</summary>
    private async Task AnnounceReadyAsync(IResource resource, string id, CancellationToken token)
    {
        var handlers = _ready.GetOrAdd(resource, r => new Lazy<Task>(() => eventing.PublishAsync(new ResourceReadyEvent(r, services), token))).Value;
        await notifications.PublishUpdateAsync(resource, id, s => s.ResourceReady is null ? s with { ResourceReady = handlers } : s);
        try
        {
            await handlers;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogReadyHandlerFailed(logger, e, id);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Watching the health of resource '{Resource}' failed.")]
    private static partial void LogMonitorFailed(ILogger logger, Exception exception, string resource);

    [LoggerMessage(Level = LogLevel.Error, Message = "A handler of ResourceReadyEvent failed for resource '{Resource}'; those that wait for it won't start.")]
    private static partial void LogReadyHandlerFailed(ILogger logger, Exception exception, string resource);
}
