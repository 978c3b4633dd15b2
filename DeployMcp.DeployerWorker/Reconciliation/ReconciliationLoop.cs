using DeployMcp.Data.Sql;

namespace DeployMcp.DeployerWorker.Reconciliation;

/// <summary>
/// Reconciles at the start and again after each interval; every second while the runtime doesn't answer. Of several workers one does it.
/// </summary>
internal sealed partial class ReconciliationLoop(RuntimeReconciler reconciler, Turns turns, ReconciliationSettings settings, TimeProvider time, ILogger<ReconciliationLoop> logger) : BackgroundService
{
    private const string Work = "reconciliation";
    private static readonly TimeSpan WhileUnreachable = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var wasReachable = true;
        while (!stoppingToken.IsCancellationRequested)
        {
            var reachable = await TryAsync(wasReachable, stoppingToken);
            await Task.Delay(reachable ? settings.Interval : WhileUnreachable, time, stoppingToken);
            wasReachable = reachable;
        }
    }

    private async Task<bool> TryAsync(bool wasReachable, CancellationToken stoppingToken)
    {
        try
        {
            await using var turn = await turns.TryTakeAsync(Work, stoppingToken);
            if (turn is not null)
            {
                await reconciler.RunAsync(stoppingToken);
            }

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
