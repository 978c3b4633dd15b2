using DeployMcp.Data.Users;
using DeployMcp.Workflows.Accounts;

namespace DeployMcp.Worker.Accounts;

/// <summary>Starts the deletion of accounts that were closed by a server which died before it could start the workflow.</summary>
internal sealed partial class UnfinishedDeletions(
    AccountRemovalStore accounts, AccountWorkflowClient workflows, TimeProvider time, ILogger<UnfinishedDeletions> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await RunAsync();
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    internal async Task RunAsync()
    {
        foreach (var user in await accounts.ListClosedAsync())
        {
            await workflows.StartDeletionAsync(user);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Looking for deletions of accounts that were not started failed; the next round comes in a minute")]
    private partial void LogFailed(Exception e);
}
