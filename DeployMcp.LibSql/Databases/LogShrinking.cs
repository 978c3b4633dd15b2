namespace DeployMcp.LibSql.Databases;

/// <summary>Twice a second: write-ahead logs that have grown. Apart from the housekeeping, because emptying a long one takes its time.</summary>
internal sealed partial class LogShrinking(DatabaseRegistry databases, TimeProvider time, ILogger<LogShrinking> logger) : BackgroundService
{
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Often, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var database in databases.All)
                Shrink(database);
        }
    }

    private void Shrink(Database database)
    {
        try
        {
            database.ShrinkLog();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException or Hrana.HranaException)
        {
            LogFailed(logger, e, database.Record.Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The write-ahead log of {Name} couldn't be emptied; it is tried again")]
    private static partial void LogFailed(ILogger logger, Exception exception, string name);
}
