using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using static DeployMcp.Tests.LibSql.LibSqlDatabase;

namespace DeployMcp.Tests.LibSql.Administration;

public class AdministrationTests(LibSqlServer server) : IClassFixture<LibSqlServer>
{
    [Fact]
    public async Task Create_Repeated_AnswersTheSameDatabase()
    {
        var database = await server.CreateAsync();
        await database.RunAsync("CREATE TABLE t (a)");

        using var again = await server.Admin.PutAsJsonAsync($"databases/{database.Name}", new { maxBytes = 1_000_000 });

        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        var view = await again.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(($"/db/{database.Name}/", "active", 1_000_000), (view.GetProperty("path").GetString(), view.GetProperty("state").GetString(), view.GetProperty("maxBytes").GetInt64()));
        Assert.Equal("244", await database.ScalarAsync("PRAGMA max_page_count"));
        await database.RunAsync("SELECT * FROM t");
    }

    [Theory]
    [InlineData("Upper")]
    [InlineData("under_score")]
    [InlineData("-dash")]
    [InlineData("a.b")]
    [InlineData("..%2fescape")]
    public async Task Create_WithABadName_IsRefused(string name)
    {
        using var response = await server.Admin.PutAsync($"databases/{name}", content: null);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Call_WithoutTheTokenOrAtTheClientsPort_IsRefused()
    {
        using var anonymous = new HttpClient();
        using var noToken = await anonymous.GetAsync($"http://127.0.0.1:{server.AdminPort}/v1/databases");
        using var wrongPort = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{server.Port}/v1/databases");
        wrongPort.Headers.Authorization = server.Admin.DefaultRequestHeaders.Authorization;
        using var elsewhere = await anonymous.SendAsync(wrongPort);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.NotFound), (noToken.StatusCode, elsewhere.StatusCode));
    }

    [Fact]
    public async Task Delete_ThenRestore_BringsContentAndTokensBack()
    {
        var database = await server.CreateAsync();
        await database.RunAsync("CREATE TABLE t AS SELECT 42 AS a");
        var baton = (await database.PipelineAsync(null, Execute("BEGIN IMMEDIATE"), Execute("DELETE FROM t"))).GetProperty("baton").GetString();

        using var deleted = await server.Admin.DeleteAsync($"databases/{database.Name}");
        var gone = await database.RefusedAsync("v2/pipeline", Pipeline(baton, Execute("COMMIT")));
        var listed = (await server.Admin.GetFromJsonAsync<JsonElement>("databases")).EnumerateArray().Single(d => d.GetProperty("name").GetString() == database.Name);
        using var restored = await server.Admin.PostAsync($"databases/{database.Name}/restore", content: null);
        using var again = await server.Admin.PostAsync($"databases/{database.Name}/restore", content: null);

        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        Assert.Equal((HttpStatusCode.NotFound, "DATABASE_NOT_FOUND"), (gone.Status, gone.Code));
        Assert.Equal("deleted", listed.GetProperty("state").GetString());
        Assert.InRange(listed.GetProperty("restorableUntil").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddHours(23.9), DateTimeOffset.UtcNow.AddHours(24.1));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Conflict), (restored.StatusCode, again.StatusCode));
        Assert.Equal("42", await database.ScalarAsync("SELECT a FROM t"));
    }

    [Fact]
    public async Task Delete_WhileAStatementRuns_InterruptsIt()
    {
        var database = await server.CreateAsync();
        var running = database.PostAsync("v2/pipeline", Pipeline(null, Execute("WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT count(*) FROM c")));
        await Eventually.TrueAsync(
            async () => (await server.Admin.GetFromJsonAsync<JsonElement>($"databases/{database.Name}")).GetProperty("openStreams").GetInt32() == 1, "it runs");

        using var deleted = await server.Admin.DeleteAsync($"databases/{database.Name}").WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        using var answer = await running;
        Assert.Contains("SQLITE_INTERRUPT", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task NewDatabase_OfADeletedOnesName_DoesNotTakeItsTokens()
    {
        var database = await server.CreateAsync();
        using var deleted = await server.Admin.DeleteAsync($"databases/{database.Name}");
        using var made = await server.Admin.PutAsync($"databases/{database.Name}", content: null);

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal("AUTH_JWT_INVALID", (await database.RefusedAsync("v2/pipeline", Pipeline(null, Execute("SELECT 1")))).Code);
    }

    [Fact]
    public async Task Backup_WhileOthersWrite_IsWholeAndCanBeRestored()
    {
        var database = await server.CreateAsync();
        await database.RunAsync("CREATE TABLE t (a, b)");
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
                await database.PipelineAsync(null, Execute("BEGIN"), Execute($"INSERT INTO t VALUES ({i}, randomblob(2000))"), Execute($"INSERT INTO t VALUES ({i}, randomblob(2000))"), Execute("COMMIT"), Type("close"));
        });
        await Eventually.TrueAsync(async () => int.Parse(await database.ScalarAsync("SELECT count(*) FROM t")) > 20, "something is written");

        using var made = await server.Admin.PostAsync($"databases/{database.Name}/backups", content: null);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var id = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        await stop.CancelAsync();
        await writing;
        var before = int.Parse(await database.ScalarAsync("SELECT count(*) FROM t"));
        await database.RunAsync("DROP TABLE t");
        using var restored = await server.Admin.PostAsync($"databases/{database.Name}/backups/{id}/restore", content: null);

        Assert.Equal(HttpStatusCode.OK, restored.StatusCode);
        Assert.Equal("ok", await database.ScalarAsync("PRAGMA integrity_check"));
        Assert.InRange(int.Parse(await database.ScalarAsync("SELECT count(*) FROM t")), 20, before);
        Assert.Equal("0", await database.ScalarAsync("SELECT count(*) FROM (SELECT a FROM t GROUP BY a HAVING count(*) <> 2)"));
        await database.RunAsync("INSERT INTO t VALUES (1, 2)");
    }

    [Fact]
    public async Task Backup_Damaged_IsNotRestored()
    {
        var database = await server.CreateAsync();
        await database.RunAsync("CREATE TABLE t AS SELECT 1 AS a");
        using var made = await server.Admin.PostAsync($"databases/{database.Name}/backups", content: null);
        await File.WriteAllTextAsync(Directory.GetFiles(Path.Combine(server.Data, "databases", database.Name, "backups")).Single(), "no database");

        using var refused = await server.Admin.PostAsync($"databases/{database.Name}/backups/latest/restore", content: null);

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Equal("1", await database.ScalarAsync("SELECT a FROM t"));
    }

    [Fact]
    public async Task Backups_OnSchedule_AreMadeOfWhatChangedAndTheNewestKept()
    {
        using var often = new LibSqlServer(("LibSql__Backups__Interval", "00:00:01"), ("LibSql__Backups__Keep", "2"));
        await often.InitializeAsync();
        var database = await often.CreateAsync();
        async Task<string[]> IdsAsync() => [.. (await often.Admin.GetFromJsonAsync<JsonElement>($"databases/{database.Name}/backups")).EnumerateArray().Select(b => b.GetProperty("id").GetString()!)];
        var seen = new HashSet<string>(StringComparer.Ordinal);

        await Eventually.TrueAsync(async () =>
        {
            await database.RunAsync("CREATE TABLE IF NOT EXISTS t (a)");
            await database.RunAsync("INSERT INTO t VALUES (1)");
            var ids = await IdsAsync();
            seen.UnionWith(ids);
            Assert.InRange(ids.Length, 0, 2);
            return seen.Count >= 4;
        }, "four were made", seconds: 30);
        await often.DisposeAsync();
    }

    [Fact]
    public async Task Server_Restarted_HasEverythingThatItHad()
    {
        using var first = new LibSqlServer();
        await first.InitializeAsync();
        var (kept, gone) = (await first.CreateAsync(), await first.CreateAsync());
        await kept.RunAsync("CREATE TABLE t AS SELECT 7 AS a");
        using var deleted = await first.Admin.DeleteAsync($"databases/{gone.Name}");
        await first.KillAsync();

        await first.InitializeAsync();

        Assert.Equal("7", await kept.ScalarAsync("SELECT a FROM t"));
        Assert.Equal("DATABASE_NOT_FOUND", (await gone.RefusedAsync("v2/pipeline", Pipeline(null, Execute("SELECT 1")))).Code);
        using var restored = await first.Admin.PostAsync($"databases/{gone.Name}/restore", content: null);
        Assert.Equal(HttpStatusCode.OK, restored.StatusCode);
        await gone.RunAsync("SELECT 1");
        await first.DisposeAsync();
    }

    [Theory]
    [InlineData("LibSql__AdminToken", "short", "LibSql:AdminToken")]
    [InlineData("LibSql__DataDirectory", "", "LibSql:DataDirectory")]
    [InlineData("LibSql__Address", "nowhere", "LibSql:Address")]
    [InlineData("LibSql__Limits__Synchronous", "OFF", "LibSql:Limits:Synchronous")]
    public async Task Start_WithAWrongSetting_NamesIt(string name, string value, string setting)
    {
        using var wrong = new LibSqlServer((name, value));
        using var process = wrong.Start();

        Assert.Equal(1, await process.ExitAsync());
        Assert.Contains(setting, process.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OnADirectoryInUse_SaysSo()
    {
        using var second = new LibSqlServer(("LibSql__DataDirectory", server.Data));
        using var process = second.Start();

        Assert.Equal(1, await process.ExitAsync());
        Assert.Contains("another libSQL server uses it", process.Errors, StringComparison.Ordinal);
    }
}
