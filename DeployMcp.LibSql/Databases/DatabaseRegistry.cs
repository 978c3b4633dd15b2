using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using DeployMcp.LibSql.Configuration;
using DeployMcp.LibSql.Sqlite;

namespace DeployMcp.LibSql.Databases;

/// <summary>
/// All databases. Each change is one rename or one replaced file, so that a server killed at any moment finds them as they
/// were before or after it.
/// </summary>
internal sealed partial class DatabaseRegistry : IDisposable
{
    private const string TimeFormat = "yyyyMMdd'T'HHmmssfff";
    private const string FirstFile = "data-1.db";

    private static readonly string[] FileEndings = ["", "-wal", "-shm"];

    private readonly ConcurrentDictionary<string, Database> _databases = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly DataDirectory _directory;
    private readonly LimitSettings _limits;
    private readonly TimeProvider _time;
    private readonly ILogger<DatabaseRegistry> _logger;

    public DatabaseRegistry(DataDirectory directory, LibSqlSettings settings, TimeProvider time, ILogger<DatabaseRegistry> logger)
    {
        (_directory, _limits, _time, _logger) = (directory, settings.Limits, time, logger);
        foreach (var path in Directory.EnumerateDirectories(directory.Databases))
        {
            if (DatabaseRecord.Read(path) is { } record)
                _databases[record.Name] = new Database(path, record, _limits);
            else
                Directory.Delete(path, recursive: true);
        }
    }

    public IEnumerable<Database> All => _databases.Values;

    public bool TryGet(string name, [MaybeNullWhen(false)] out Database database) => _databases.TryGetValue(name, out database);

    /// <returns>The database, and whether it is new. One that exists gets the size, when one is named.</returns>
    public Task<(Database Database, bool IsNew)> CreateAsync(string name, long? maxBytes) => ChangeAsync(() =>
    {
        if (_databases.TryGetValue(name, out var existing))
        {
            if (maxBytes is { } size && size != existing.Record.MaxBytes)
                Save(existing, existing.Record with { MaxBytes = size });
            return Task.FromResult((existing, false));
        }

        var path = Path.Combine(_directory.Databases, name);
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        DataDirectory.CreatePrivate(path);
        var record = new DatabaseRecord(name, _time.GetUtcNow(), maxBytes ?? _limits.MaxDatabaseBytes, FirstFile, DatabaseRecord.NewGeneration());
        var settings = new SqliteConnectionSettings(record.MaxBytes / SqliteConnection.PageBytes, _limits.Synchronous);
        SqliteConnection.Open(Path.Combine(path, record.File), settings, create: true).Dispose();
        record.Write(path);
        LogCreated(_logger, name);
        return Task.FromResult((_databases[name] = new Database(path, record, _limits), true));
    });

    /// <summary>From here on all earlier tokens are refused.</summary>
    /// <returns>False when there is no such database.</returns>
    public Task<bool> RotateTokensAsync(string name) => ChangeAsync(() =>
    {
        if (!_databases.TryGetValue(name, out var database))
            return Task.FromResult(false);
        Save(database, database.Record with { Generation = DatabaseRecord.NewGeneration() });
        return Task.FromResult(true);
    });

    /// <summary>Takes it out of service; it is kept for a day, with its tokens.</summary>
    /// <returns>Until when it can be restored; null when there is no such database.</returns>
    public Task<DateTimeOffset?> DeleteAsync(string name) => ChangeAsync(async () =>
    {
        if (!_databases.TryRemove(name, out var database))
            return (DateTimeOffset?)null;
        await database.RetireAsync();
        var now = _time.GetUtcNow();
        (database.Record with { DeletedAt = now }).Write(database.Directory);
        Directory.Move(database.Directory, Path.Combine(_directory.Deleted, $"{name}@{now.ToString(TimeFormat, CultureInfo.InvariantCulture)}"));
        database.Dispose();
        LogDeleted(_logger, name);
        return now + _limits.DeletedRetention;
    });

    /// <summary>Brings back the one of that name that was deleted last.</summary>
    /// <returns>Null when none was, within the time.</returns>
    public Task<Database?> RestoreDeletedAsync(string name) => ChangeAsync(() =>
    {
        if (_databases.ContainsKey(name))
            return Task.FromResult<Database?>(null);
        var newest = DeletedDirectories().Where(d => d.Record.Name == name).OrderBy(d => d.Record.DeletedAt).LastOrDefault();
        if (newest.Record is null)
            return Task.FromResult<Database?>(null);
        var record = newest.Record with { DeletedAt = null };
        record.Write(newest.Path);
        var path = Path.Combine(_directory.Databases, name);
        Directory.Move(newest.Path, path);
        LogRestored(_logger, name);
        return Task.FromResult<Database?>(_databases[name] = new Database(path, record, _limits));
    });

    public IEnumerable<DatabaseRecord> ListDeleted() => DeletedDirectories().Select(d => d.Record);

    /// <summary>Puts <paramref name="backup"/> in the place of the content. Whoever is connected is disconnected.</summary>
    public Task<bool> ReplaceContentAsync(string name, string backup) => ChangeAsync(async () =>
    {
        if (!_databases.TryRemove(name, out var database))
            return false;
        await database.RetireAsync();
        var old = database.Record;
        var number = int.Parse(old.File.AsSpan("data-".Length, old.File.Length - FirstFile.Length + 1), CultureInfo.InvariantCulture);
        var record = old with { File = $"data-{number + 1}.db" };
        try
        {
            File.Copy(backup, Path.Combine(database.Directory, record.File), overwrite: true);
            record.Write(database.Directory);
            foreach (var ending in FileEndings)
                File.Delete(Path.Combine(database.Directory, old.File + ending));
        }
        finally
        {
            _databases[name] = new Database(database.Directory, DatabaseRecord.Read(database.Directory) ?? old, _limits);
            database.Dispose();
        }

        LogRestored(_logger, name);
        return true;
    });

    /// <summary>Forgets for good what was deleted too long ago.</summary>
    public Task PurgeAsync() => ChangeAsync(() =>
    {
        foreach (var (path, record) in DeletedDirectories())
        {
            if (record.DeletedAt + _limits.DeletedRetention > _time.GetUtcNow())
                continue;
            Directory.Delete(path, recursive: true);
            LogPurged(_logger, record.Name);
        }

        return Task.FromResult(true);
    });

    public void Dispose()
    {
        foreach (var database in _databases.Values)
            database.Dispose();
        _changing.Dispose();
    }

    private IEnumerable<(string Path, DatabaseRecord Record)> DeletedDirectories()
        => Directory.EnumerateDirectories(_directory.Deleted).Select(path => (path, Record: DatabaseRecord.Read(path)!)).Where(d => d.Record is not null);

    private static void Save(Database database, DatabaseRecord record)
    {
        record.Write(database.Directory);
        database.Update(record);
    }

    private async Task<T> ChangeAsync<T>(Func<Task<T>> change)
    {
        await _changing.WaitAsync();
        try
        {
            return await change();
        }
        finally
        {
            _changing.Release();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Database {Name} created")]
    private static partial void LogCreated(ILogger logger, string name);

    [LoggerMessage(Level = LogLevel.Information, Message = "Database {Name} deleted; it can be restored for a while")]
    private static partial void LogDeleted(ILogger logger, string name);

    [LoggerMessage(Level = LogLevel.Information, Message = "Database {Name} restored")]
    private static partial void LogRestored(ILogger logger, string name);

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleted database {Name} is gone for good")]
    private static partial void LogPurged(ILogger logger, string name);
}
