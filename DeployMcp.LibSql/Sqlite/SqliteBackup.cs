using DeployMcp.LibSql.Hrana;
using static DeployMcp.LibSql.Sqlite.NativeSqlite;

namespace DeployMcp.LibSql.Sqlite;

/// <summary>SQLite's online backup (https://sqlite.org/c3ref/backup_finish.html) and its check of a file.</summary>
internal static class SqliteBackup
{
    private static readonly SqliteConnectionSettings Unlimited = new(int.MaxValue, "FULL");

    /// <summary>
    /// Copies a database that is in use. All pages in one step: a reader's snapshot, which keeps no writer waiting, whereas smaller
    /// steps would begin again whenever somebody wrote in between.
    /// </summary>
    /// <exception cref="HranaException">It can't be read, or there is no room for the copy.</exception>
    public static void Copy(string source, string target)
    {
        using var from = SqliteConnection.Open(source, Unlimited);
        using var to = SqliteConnection.Open(target, Unlimited, create: true);
        var backup = sqlite3_backup_init(to.Handle, "main", from.Handle, "main");
        if (backup == IntPtr.Zero)
            throw to.ErrorOf(SqliteCodes.Error);
        _ = sqlite3_backup_step(backup, -1);
        var code = sqlite3_backup_finish(backup);
        if (code != SqliteCodes.Ok)
            throw to.ErrorOf(code);
    }

    /// <returns>Null when the file is sound, or what is wrong with it.</returns>
    public static string? FindDamage(string file)
    {
        try
        {
            using var connection = SqliteConnection.Open(file, Unlimited);
            using var statement = connection.Prepare("PRAGMA integrity_check(1)");
            statement.Step();
            var answer = System.Text.Encoding.UTF8.GetString(statement.Text(0));
            return answer == "ok" ? null : answer;
        }
        catch (HranaException e)
        {
            return e.Message;
        }
    }
}
