namespace DeployMcp.Agent.Logs;

/// <summary>Looks at all logs four times a second: fine enough for a line's time, and for a log that fills fast.</summary>
internal sealed partial class LogWatch(ServiceLogs logs, TimeProvider time, ILogger<LogWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var log in logs.All)
            {
                Watch(log);
            }
        }
    }

    private void Watch(RevisionLog log)
    {
        try
        {
            log.Watch();
        }
        catch (IOException e)
        {
            WatchFailed(logger, e, log.Path);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The log {Path} could not be looked after")]
    private static partial void WatchFailed(ILogger logger, Exception e, string path);
}
