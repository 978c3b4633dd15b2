using DeployMcp.LibSql.Configuration;
using DeployMcp.LibSql.Databases;
using DeployMcp.LibSql.Hrana;

namespace DeployMcp.LibSql.Backups;

/// <summary>Backs up what has changed, one database after the other.</summary>
internal sealed partial class BackupSchedule(
    DatabaseRegistry databases, BackupStore backups, LibSqlSettings settings, TimeProvider time, ILogger<BackupSchedule> logger) : BackgroundService
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = settings.Backups.Interval < LongestPause ? settings.Backups.Interval : LongestPause;
        using var timer = new PeriodicTimer(pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var database in databases.All.TakeWhile(_ => !stoppingToken.IsCancellationRequested))
                await Task.Run(() => BackUp(database), stoppingToken);
        }
    }

    private void BackUp(Database database)
    {
        try
        {
            if (!backups.IsDue(database))
                return;
            var backup = backups.Create(database);
            LogMade(logger, database.Record.Name, backup.SizeBytes);
        }
        catch (Exception e) when (e is HranaException or IOException or UnauthorizedAccessException)
        {
            LogFailed(logger, database.Record.Name, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Database {Name} backed up, {Bytes} bytes")]
    private static partial void LogMade(ILogger logger, string name, long bytes);

    [LoggerMessage(Level = LogLevel.Error, Message = "Database {Name} could not be backed up; it is tried again")]
    private static partial void LogFailed(ILogger logger, string name, Exception exception);
}
