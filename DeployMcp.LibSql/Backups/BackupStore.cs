using System.Globalization;
using DeployMcp.LibSql.Configuration;
using DeployMcp.LibSql.Databases;
using DeployMcp.LibSql.Sqlite;

namespace DeployMcp.LibSql.Backups;

/// <param name="Id">The moment it was begun, in UTC: <c>yyyyMMddTHHmmssfff</c>.</param>
internal sealed record Backup(string Id, DateTimeOffset CreatedAt, long SizeBytes);

/// <summary>
/// A database's backups: ordinary SQLite files in <c>backups/</c> of its directory. They are deleted and restored with it.
/// </summary>
internal sealed class BackupStore(LibSqlSettings settings, TimeProvider time)
{
    private const string TimeFormat = "yyyyMMdd'T'HHmmssfff";
    private const string Ending = ".db";

    /// <summary>Makes one while the database is in use, and forgets the oldest beyond the number that is kept.</summary>
    /// <exception cref="Hrana.HranaException">It couldn't be made; nothing of it is left.</exception>
    public Backup Create(Database database)
    {
        var directory = DirectoryOf(database);
        DataDirectory.CreatePrivate(directory);
        var now = time.GetUtcNow();
        var path = Path.Combine(directory, now.ToString(TimeFormat, CultureInfo.InvariantCulture) + Ending);
        var partial = path + ".partial";
        try
        {
            SqliteBackup.Copy(database.File, partial);
            File.Move(partial, path);
        }
        finally
        {
            foreach (var ending in new[] { "", "-wal", "-shm" })
                File.Delete(partial + ending);
        }

        foreach (var old in List(database).Skip(settings.Backups.Keep))
            File.Delete(Path.Combine(directory, old.Id + Ending));
        return Read(path);
    }

    /// <summary>The newest first.</summary>
    public static IReadOnlyList<Backup> List(Database database)
    {
        var directory = DirectoryOf(database);
        return Directory.Exists(directory)
            ? [.. Directory.EnumerateFiles(directory, "*" + Ending).Select(Read).OrderByDescending(b => b.Id, StringComparer.Ordinal)]
            : [];
    }

    /// <param name="id">Or <c>latest</c>.</param>
    /// <returns>The file; null when there is none.</returns>
    public static string? Find(Database database, string id)
    {
        var backup = List(database).FirstOrDefault(b => id == "latest" || b.Id == id);
        return backup is null ? null : Path.Combine(DirectoryOf(database), backup.Id + Ending);
    }

    /// <summary>Something was written since the last one, which may have been the server's own tidying.</summary>
    public bool IsDue(Database database)
    {
        var newest = List(database) is [var first, ..] ? first.CreatedAt : DateTimeOffset.MinValue;
        if (time.GetUtcNow() - newest < settings.Backups.Interval)
            return false;
        return new[] { database.File, database.File + "-wal" }.Any(f => File.Exists(f) && File.GetLastWriteTimeUtc(f) > newest.UtcDateTime);
    }

    private static string DirectoryOf(Database database) => Path.Combine(database.Directory, "backups");

    private static Backup Read(string path)
    {
        var id = Path.GetFileNameWithoutExtension(path);
        return new Backup(id, DateTimeOffset.ParseExact(id, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal), new FileInfo(path).Length);
    }
}
