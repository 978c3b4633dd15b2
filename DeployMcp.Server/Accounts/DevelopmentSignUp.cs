using Npgsql;
using Temporalio.Exceptions;

namespace DeployMcp.Server.Accounts;

/// <summary>Makes the development user at start, and its git account as soon as there is a worker for it; keeps nobody waiting.</summary>
internal sealed partial class DevelopmentSignUp(
    DevelopmentUser development, GitAccounts accounts, TimeProvider time, ILogger<DevelopmentSignUp> logger) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!development.IsWanted)
        {
            return;
        }

        try
        {
            while (!await TryAsync(stoppingToken))
            {
                await Task.Delay(Patience, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task<bool> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            var user = await development.EnsureAsync();
            var account = await accounts.EnsureAsync(user.Id, cancellationToken);
            LogReady(user.Name, account);
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or RpcException or WorkflowFailedException or TimeoutException)
        {
            LogRetrying(e);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Development user {Name} has the git account {GitAccount}")]
    private partial void LogReady(string name, string gitAccount);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The development user is not ready yet; trying again")]
    private partial void LogRetrying(Exception exception);
}
