using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DeployMcp.ServiceDefaults;

/// <summary>One round of work at the start and after every interval. A round that fails is logged, and the next one comes.</summary>
/// <param name="interval">Between the beginnings of two rounds; one that takes longer delays the next.</param>
public abstract partial class PeriodicService(TimeSpan interval, TimeProvider time, ILogger logger) : BackgroundService
{
    protected TimeProvider Time => time;

    public abstract Task RunAsync(CancellationToken cancellationToken);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, time);
        do
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(logger, e, GetType().Name, interval);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A round of {Service} failed; the next one comes in {Interval}")]
    private static partial void LogFailed(ILogger logger, Exception e, string service, TimeSpan interval);
}
