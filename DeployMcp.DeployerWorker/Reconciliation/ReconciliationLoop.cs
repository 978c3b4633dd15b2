namespace DeployMcp.DeployerWorker.Reconciliation;

/// <summary>Reconciles at the start and every ten seconds; every second while the runtime doesn't answer.</summary>
internal sealed partial class ReconciliationLoop(RuntimeReconciler reconciler, TimeProvider time, ILogger<ReconciliationLoop> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan WhileUnreachable = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var wasReachable = true;
        while (!stoppingToken.IsCancellationRequested)
        {
            var reachable = await TryAsync(wasReachable, stoppingToken);
            await Task.Delay(reachable ? Interval : WhileUnreachable, time, stoppingToken);
            wasReachable = reachable;
        }
    }

    private async Task<bool> TryAsync(bool wasReachable, CancellationToken stoppingToken)
    {
        try
        {
            await reconciler.RunAsync(stoppingToken);
            return true;
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            if (wasReachable)
            {
                LogUnreachable(e);
            }

            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The services can't be reconciled now; trying each second")]
    private partial void LogUnreachable(Exception e);
}
