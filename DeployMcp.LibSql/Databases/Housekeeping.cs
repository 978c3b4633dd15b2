using DeployMcp.LibSql.Configuration;
using DeployMcp.LibSql.Streams;

namespace DeployMcp.LibSql.Databases;

/// <summary>Twice a second: transactions and streams that were left alone, connections that nobody uses, and what was deleted long ago.</summary>
internal sealed partial class Housekeeping(DatabaseRegistry databases, StreamTable streams, LibSqlSettings settings, TimeProvider time, ILogger<Housekeeping> logger)
    : BackgroundService
{
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Rarely = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Often, time);
        var purged = DateTimeOffset.MinValue;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                Sweep();
                if (time.GetUtcNow() - purged >= Rarely)
                {
                    purged = time.GetUtcNow();
                    await databases.PurgeAsync();
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or Hrana.HranaException)
            {
                LogFailed(logger, e);
            }
        }
    }

    private void Sweep()
    {
        streams.ExpireIdle();
        foreach (var database in databases.All)
        {
            foreach (var stream in database.Streams)
            {
                if (stream.TryTimeOut())
                    LogTimedOut(logger, database.Record.Name);
            }

            database.CloseIdle(settings.Limits.ConnectionIdleTimeout);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A transaction on {Name} was open for too long and is rolled back")]
    private static partial void LogTimedOut(ILogger logger, string name);

    [LoggerMessage(Level = LogLevel.Error, Message = "Housekeeping failed; it is tried again")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
