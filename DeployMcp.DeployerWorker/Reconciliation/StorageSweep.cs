using DeployMcp.Data.Deployments;
using DeployMcp.Data.Services;
using DeployMcp.Platform.Builders;
using DeployMcp.Platform.Runtimes;
using DeployMcp.ServiceDefaults;

namespace DeployMcp.DeployerWorker.Reconciliation;

/// <summary>Each hour: removes what the runtime keeps for nobody, caches that no service owns, what caches hold beyond their limits, and logs that nobody reads any more.</summary>
internal sealed partial class StorageSweep(
    CacheFolders caches, ServiceStore services, HistoryStore history, BuildOptions options, IEnumerable<IRuntimeSweep> runtimes, TimeProvider time, ILogger<StorageSweep> logger)
    : PeriodicService(TimeSpan.FromHours(1), time, logger)
{
    private static readonly TimeSpan DeliveriesKept = TimeSpan.FromDays(30);

    public override async Task RunAsync(CancellationToken cancellationToken)
    {
        // The directories first: one that is made in between belongs to a service that is there when they are read.
        var found = caches.List();
        var slots = await services.ListSlotsAsync();
        foreach (var (directory, _) in found.Where(f => !slots.Contains(f.Slot)))
        {
            LogUnowned(directory);
            TreeRemoval.Run(directory);
        }

        foreach (var directory in caches.TrimDownloads(Time.GetUtcNow()))
        {
            LogOverLimit(directory);
        }

        foreach (var runtime in runtimes)
        {
            await runtime.RunAsync(cancellationToken);
        }

        var lines = await history.TrimLogsAsync(options.DeploymentLogsKept);
        var deliveries = await history.TrimDeliveriesAsync(DeliveriesKept);
        if (lines > 0 || deliveries > 0)
        {
            LogTrimmed(lines, deliveries);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Removing {Directory}, which no service owns")]
    private partial void LogUnowned(string directory);

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Directory}: the downloads had grown beyond their limit")]
    private partial void LogOverLimit(string directory);

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Lines} log lines of old deployments and {Deliveries} old webhook deliveries")]
    private partial void LogTrimmed(int lines, int deliveries);
}
