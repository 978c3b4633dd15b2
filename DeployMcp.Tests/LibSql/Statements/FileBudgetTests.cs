using static DeployMcp.Tests.LibSql.LibSqlDatabase;

namespace DeployMcp.Tests.LibSql.Statements;

/// <summary>What lies beside a database's content: its write-ahead log, and the files of sorts and temporary tables.</summary>
public class FileBudgetTests(FileBudgetTests.TightServer server) : IClassFixture<FileBudgetTests.TightServer>
{
    private const int Mebibyte = 1024 * 1024;
    private const string Sort = "SELECT count(*) FROM (WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < COUNT) SELECT n, randomblob(800) AS r FROM c ORDER BY r LIMIT -1 OFFSET 1)";

    [Fact]
    public async Task Transaction_LargerThanTheDatabase_FailsAndItsLogIsEmptied()
    {
        var database = await server.CreateAsync(maxBytes: 16 * Mebibyte);
        await FillAsync(database, megabytes: 10);
        var log = LogOf(database);

        var results = (await database.PipelineAsync(
            null, Execute("BEGIN"), Execute("UPDATE t SET b = randomblob(1000000)"), Execute("INSERT INTO t (b) VALUES (randomblob(8000000))"), Execute("ROLLBACK"))).GetProperty("results");
        var grown = log.Length;

        Assert.Equal("ok", results[1].GetProperty("type").GetString());
        Assert.Equal(("SQLITE_FULL", "SQLite error: database or disk is full"), ErrorOf(results[2]));
        Assert.InRange(grown, 4 * Mebibyte, 48 * Mebibyte);
        await IsEmptiedAsync(log);
        Assert.Equal("10", await database.ScalarAsync("SELECT count(*) FROM t"));
        Assert.Equal("ok", await database.ScalarAsync("PRAGMA integrity_check"));
        await database.RunAsync("UPDATE t SET b = x'00'");
    }

    [Fact]
    public async Task Log_ThatAReaderKeepsFromBeingEmptied_IsBounded()
    {
        var database = await server.CreateAsync(maxBytes: 4 * Mebibyte);
        await FillAsync(database, megabytes: 2);
        var log = LogOf(database);
        var reader = (await database.PipelineAsync(null, Execute("BEGIN"), Execute("SELECT count(*) FROM t"))).GetProperty("baton").GetString();

        var (error, writes) = ((Code: "", Message: ""), 0);
        for (; writes < 100 && error.Code.Length == 0; writes++)
        {
            var result = (await database.PipelineAsync(null, Execute("UPDATE t SET b = randomblob(1000000)"), Type("close"))).GetProperty("results")[0];
            if (result.GetProperty("type").GetString() == "error")
                error = ErrorOf(result);
        }

        log.Refresh();
        Assert.Equal("SQLITE_FULL", error.Code);
        Assert.Contains("the write-ahead log may have 25165824 bytes", error.Message, StringComparison.Ordinal);
        Assert.InRange(log.Length, 20 * Mebibyte, 24 * Mebibyte);
        var read = await database.PipelineAsync(reader, Execute("SELECT count(*) FROM t"), Execute("COMMIT"), Type("close"));
        Assert.Equal("2", read.GetProperty("results")[0].GetProperty("response").GetProperty("result").GetProperty("rows")[0][0].GetProperty("value").GetString());
        await IsEmptiedAsync(log);
        await database.RunAsync("UPDATE t SET b = x'00'");
        Assert.Equal("ok", await database.ScalarAsync("PRAGMA integrity_check"));
    }

    [Fact]
    public async Task Sort_LargerThanItsFilesMayBe_SaysSoAndGivesTheRoomBack()
    {
        var database = await server.CreateAsync(maxBytes: Mebibyte);

        for (var i = 0; i < 3; i++)
        {
            var (code, message) = await database.FailAsync(SortOf(40_000));
            Assert.Equal(("SQLITE_FULL", "SQLite error: database or disk is full: sorts and temporary tables of the database may take 16777216 bytes"), (code, message));
            // Four megabytes are more than SQLite sorts in memory.
            Assert.Equal("4999", await database.ScalarAsync(SortOf(5_000)));
        }
    }

    [Fact]
    public async Task IntermediateResult_LargerThanItsFilesMayBe_SaysSo()
    {
        var database = await server.CreateAsync(maxBytes: Mebibyte);

        var (code, message) = await database.FailAsync("SELECT count(DISTINCT r) FROM (WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 40000) SELECT randomblob(1000) AS r FROM c)");

        Assert.Equal("SQLITE_FULL", code);
        Assert.Contains("sorts and temporary tables", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Vacuum_OfADatabaseLargerThanTemporaryFilesMayBe_Succeeds()
    {
        var database = await server.CreateAsync(maxBytes: 40 * Mebibyte);
        await FillAsync(database, megabytes: 24);
        await database.RunAsync("DELETE FROM t WHERE id = 1");

        await database.RunAsync("VACUUM");

        Assert.Equal("23", await database.ScalarAsync("SELECT count(*) FROM t"));
        await IsEmptiedAsync(LogOf(database));
    }

    private static string SortOf(int rows) => Sort.Replace("COUNT", $"{rows}", StringComparison.Ordinal);

    private static async Task FillAsync(LibSqlDatabase database, int megabytes)
    {
        await database.RunAsync("CREATE TABLE t (id INTEGER PRIMARY KEY, b BLOB)");
        for (var i = 0; i < megabytes; i++)
            await database.RunAsync("INSERT INTO t (b) VALUES (randomblob(1000000))");
    }

    private static FileInfo LogOf(LibSqlDatabase database) => new(Path.Combine(database.Server.Data, "databases", database.Name, "data-1.db-wal"));

    private static Task IsEmptiedAsync(FileInfo log) => Eventually.TrueAsync(
        () =>
        {
            log.Refresh();
            return Task.FromResult(!log.Exists || log.Length <= 4 * Mebibyte);
        },
        "the write-ahead log is emptied",
        () => $"{log.Length} bytes");

    /// <summary>Its temporary files are small, because tests fill them.</summary>
    public sealed class TightServer() : LibSqlServer(("LibSql__Limits__MaxTemporaryBytes", $"{16 * Mebibyte}"));
}
