using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace DeployMcp.Data.Sql;

/// <summary>
/// Notices at once when PostgreSQL has gone: one connection does nothing but wait. All others of the pool are then thrown away,
/// so that the first requests after PostgreSQL's return don't fail on connections to the server that was.
/// </summary>
internal sealed partial class PoolGuard(NpgsqlDataSource database, TimeProvider time, ILogger<PoolGuard> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await WatchAsync(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or IOException or ObjectDisposedException && !stoppingToken.IsCancellationRequested)
            {
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
    }

    /// <summary>Throws when the connection breaks.</summary>
    private async Task WatchAsync(CancellationToken stoppingToken)
    {
        await using var connection = await database.OpenConnectionAsync(stoppingToken);
        try
        {
            while (true)
            {
                await connection.WaitAsync(stoppingToken);
            }
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            database.Clear();
            LogGone(e.Message);
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "PostgreSQL has closed the connections ({Reason}); new ones are made")]
    private partial void LogGone(string reason);
}
