using static DeployMcp.Tests.LibSql.LibSqlDatabase;

namespace DeployMcp.Tests.LibSql.Statements;

/// <summary>A server whose data directory is a file system of four megabytes.</summary>
public class FullDiskTests(FullDiskTests.SmallDisk server) : IClassFixture<FullDiskTests.SmallDisk>
{
    [Fact]
    public async Task Disk_ThatIsFull_IsAClearErrorAndNothingIsCorrupted()
    {
        var database = await server.CreateAsync();
        await database.RunAsync("CREATE TABLE t (a INTEGER PRIMARY KEY, b BLOB)");
        var (written, error) = (0, (Code: "", Message: ""));
        while (error.Code.Length == 0 && written < 1000)
        {
            var result = (await database.PipelineAsync(null, Execute("INSERT INTO t (b) VALUES (randomblob(50000))"), Type("close"))).GetProperty("results")[0];
            if (result.GetProperty("type").GetString() == "error")
                error = ErrorOf(result);
            else
                written++;
        }

        Assert.Equal(("SQLITE_FULL", "SQLite error: database or disk is full"), error);
        Assert.Equal("ok", await database.ScalarAsync("PRAGMA integrity_check"));
        Assert.Equal($"{written}", await database.ScalarAsync("SELECT count(*) FROM t"));
        using var backup = await server.Admin.PostAsync($"databases/{database.Name}/backups", content: null);
        Assert.Equal(System.Net.HttpStatusCode.InsufficientStorage, backup.StatusCode);
        Assert.Equal($"{written}", await database.ScalarAsync("SELECT count(*) FROM t"));
    }

    /// <summary>The file system is the process's own and goes with it: a mount namespace, and for who isn't root a user namespace too.</summary>
    public sealed class SmallDisk : LibSqlServer
    {
        protected override IReadOnlyList<string> Prefix =>
        [
            "unshare", "--mount", .. Environment.IsPrivilegedProcess ? Array.Empty<string>() : ["--user", "--map-root-user"],
            "sh", "-c", "mount -t tmpfs -o size=4m tmpfs \"$LibSql__DataDirectory\" && exec \"$@\"", "sh",
        ];
    }
}
