using System.Net;
using static DeployMcp.Tests.LibSql.LibSqlDatabase;

namespace DeployMcp.Tests.LibSql.Hrana;

/// <summary>Streams over several requests: batons, transactions, and what becomes of those that are left alone.</summary>
public class StreamTests(StreamTests.ImpatientServer server) : IClassFixture<StreamTests.ImpatientServer>
{
    [Fact]
    public async Task Baton_UsedTwice_IsRefused()
    {
        var database = await server.CreateAsync();
        var first = await database.PipelineAsync(null, Execute("SELECT 1"));
        var baton = first.GetProperty("baton").GetString();
        await database.PipelineAsync(baton, Execute("SELECT 2"));

        Assert.Equal("BATON_REUSED", (await database.RefusedAsync("v3/pipeline", Pipeline(baton))).Code);
    }

    [Fact]
    public async Task Baton_OfAnotherDatabase_IsRefused()
    {
        var (mine, other) = (await server.CreateAsync(), await server.CreateAsync());
        var baton = (await other.PipelineAsync(null, Execute("SELECT 1"))).GetProperty("baton").GetString();

        Assert.Equal("BATON_INVALID", (await mine.RefusedAsync("v3/pipeline", Pipeline(baton, Execute("SELECT 1")))).Code);
    }

    [Fact]
    public async Task Baton_Forged_IsRefused()
    {
        var database = await server.CreateAsync();
        var baton = Convert.FromBase64String((await database.PipelineAsync(null, Execute("SELECT 1"))).GetProperty("baton").GetString()!);
        baton[15]++;

        Assert.Equal("BATON_INVALID", (await database.RefusedAsync("v3/pipeline", Pipeline(Convert.ToBase64String(baton)))).Code);
    }

    [Fact]
    public async Task Stream_LeftAlone_ExpiresAndRollsBack()
    {
        var database = await server.CreateAsync();
        await database.RunAsync("CREATE TABLE t (a)");
        var baton = (await database.PipelineAsync(null, Execute("BEGIN IMMEDIATE"), Execute("INSERT INTO t VALUES (1)"))).GetProperty("baton").GetString();

        // The next writer waits for the one that expires.
        await database.RunAsync("INSERT INTO t VALUES (2)");
        var refused = await database.RefusedAsync("v3/pipeline", Pipeline(baton, Execute("COMMIT")));

        Assert.Equal((HttpStatusCode.BadRequest, "STREAM_EXPIRED"), (refused.Status, refused.Code));
        Assert.Equal("2", await database.ScalarAsync("SELECT group_concat(a) FROM t"));
    }

    [Fact]
    public async Task Transaction_ThatKeepsOthersWaiting_IsRolledBackAndSaysSo()
    {
        var database = await server.CreateAsync();
        await database.RunAsync("CREATE TABLE t (a)");
        var baton = (await database.PipelineAsync(null, Execute("BEGIN IMMEDIATE"), Execute("INSERT INTO t VALUES (1)"))).GetProperty("baton").GetString();
        var waiting = database.RunAsync("INSERT INTO t VALUES (2)");
        while (!waiting.IsCompleted)
        {
            baton = (await database.PipelineAsync(baton, Type("get_autocommit"))).GetProperty("baton").GetString();
            await Task.WhenAny(waiting, Task.Delay(50));
        }

        var ended = (await database.PipelineAsync(baton, Execute("INSERT INTO t VALUES (3)"), Execute("COMMIT"), Execute("SELECT count(*) FROM t"))).GetProperty("results");

        Assert.Equal(["TRANSACTION_TIMEOUT", "TRANSACTION_TIMEOUT"], new[] { ErrorOf(ended[0]).Code, ErrorOf(ended[1]).Code });
        Assert.Equal("1", ended[2].GetProperty("response").GetProperty("result").GetProperty("rows")[0][0].GetProperty("value").GetString());
    }

    [Fact]
    public async Task Writers_AtOnce_WaitForEachOther()
    {
        var database = await server.CreateAsync();
        await database.RunAsync("CREATE TABLE t (a)");

        await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            var baton = (await database.PipelineAsync(null, Execute("BEGIN"), Execute("INSERT INTO t SELECT count(*) FROM t"))).GetProperty("baton").GetString();
            await database.PipelineAsync(baton, Execute("COMMIT"), Type("close"));
        }));

        Assert.Equal("20", await database.ScalarAsync("SELECT count(DISTINCT a) FROM t"));
    }

    [Fact]
    public async Task Readers_WhileAnotherWrites_SeeWhatIsCommitted()
    {
        var database = await server.CreateAsync();
        await database.RunAsync("CREATE TABLE t (a)");
        var baton = (await database.PipelineAsync(null, Execute("BEGIN IMMEDIATE"), Execute("INSERT INTO t VALUES (1)"))).GetProperty("baton").GetString();

        Assert.Equal("0", await database.ScalarAsync("SELECT count(*) FROM t"));
        await database.PipelineAsync(baton, Execute("COMMIT"), Type("close"));
        Assert.Equal("1", await database.ScalarAsync("SELECT count(*) FROM t"));
    }

    [Fact]
    public async Task Stream_AfterAnother_HasNothingOfIt()
    {
        var database = await server.CreateAsync();
        await database.RunAsync("CREATE TABLE t (a)");
        await database.PipelineAsync(null, Execute("CREATE TEMP TABLE secret (a)"), Execute("PRAGMA foreign_keys = off"), Execute("INSERT INTO t VALUES (1)"), Execute("BEGIN"), Execute("INSERT INTO t VALUES (2)"), Type("close"));

        Assert.Equal("0", await database.ScalarAsync("SELECT last_insert_rowid()"));
        Assert.Equal("1", await database.ScalarAsync("PRAGMA foreign_keys"));
        Assert.Equal("1", await database.ScalarAsync("SELECT count(*) FROM t"));
        Assert.Contains("no such table", (await database.FailAsync("SELECT * FROM secret")).Message, StringComparison.Ordinal);
    }

    /// <summary>Its times are short, because tests wait for them.</summary>
    public sealed class ImpatientServer() : LibSqlServer(("LibSql__Limits__StreamIdleTimeout", "00:00:01"), ("LibSql__Limits__ContestedTransactionTimeout", "00:00:01"));
}
