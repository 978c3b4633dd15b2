using System.Diagnostics;
using System.Text.Json;
using DeployMcp.Tests.Clients;

namespace DeployMcp.Tests.LibSql.Clients;

/// <summary>Programs that nobody here wrote: <c>@libsql/client</c>, and Drizzle with drizzle-kit on top of it.</summary>
public class OfficialClientTests(LibSqlServer server) : IClassFixture<LibSqlServer>
{
    private static readonly NpmInstallation Project = NpmInstallation.OfProject(Path.Combine(AppContext.BaseDirectory, "Clients", "libsql"));

    [Theory]
    [InlineData("http", "", "http")]
    [InlineData("ws", "", "ws")]
    [InlineData("libsql", "?tls=0", "http")]
    public async Task LibsqlClient_OverEachScheme_DoesAllThatItCan(string scheme, string query, string protocol)
    {
        var database = await server.CreateAsync();

        var result = JsonElement.Parse(await RunAsync(database, migrations: "", ["client.mjs", database.Url(scheme) + query]));

        var expected = JsonElement.Parse($$"""
            {
              "protocol": "{{protocol}}",
              "insert": { "rows": 1, "rowid": "2", "columns": ["a", "b"], "types": ["TEXT", "BLOB"], "text": "nested \" ' é 漢 😀 \u0000 end", "blob": [0, 1, 255] },
              "bigints": ["9223372036854775807", "-9223372036854775808", "9007199254740993", "0"],
              "unsafe": "RangeError",
              "values": { "f": 0.1, "n": null, "t": 1, "i": 1, "inf": "Infinity" },
              "batch": 3,
              "failedBatch": "SQLITE_CONSTRAINT",
              "foreignKey": "SQLITE_CONSTRAINT",
              "inRead": 0,
              "syntax": "SQL_PARSE_ERROR",
              "missing": "SQLITE_UNKNOWN",
              "constraint": "SQLITE_CONSTRAINT",
              "arguments": "ARGS_INVALID",
              "wrongToken": "AUTH_JWT_INVALID",
              "concurrent": 50,
              "names": ["first", "batch", "write", "deferred"]
            }
            """);
        Assert.True(JsonElement.DeepEquals(expected, result), $"{result}");
    }

    [Fact]
    public async Task Drizzle_WithItsKit_MigratesAndQueries()
    {
        var database = await server.CreateAsync();
        var migrations = Directory.CreateTempSubdirectory("deploymcp-drizzle-").FullName;
        await RunAsync(database, migrations, ["node_modules/drizzle-kit/bin.cjs", "generate", "--config", "drizzle.config.js"]);
        await RunAsync(database, migrations, ["node_modules/drizzle-kit/bin.cjs", "migrate", "--config", "drizzle.config.js"]);

        var result = JsonElement.Parse(await RunAsync(database, migrations, ["drizzle.mjs"]));

        var expected = JsonElement.Parse("""
            {
              "ann": { "id": 1, "name": "Ann", "born": "1970-01-01T00:00:00.000Z", "photo": [0, 255] },
              "joined": [{ "title": "One", "price": 9.5, "author": "Ann" }, { "title": "Two", "price": 12.25, "author": "Ann" }],
              "rolledBack": "TransactionRollbackError",
              "refused": "SQLITE_CONSTRAINT",
              "batched": [{ "n": 2 }],
              "left": []
            }
            """);
        Assert.True(JsonElement.DeepEquals(expected, result), $"{result}");
        Assert.Equal("1", await database.ScalarAsync("SELECT count(*) FROM __drizzle_migrations"));
        Directory.Delete(migrations, recursive: true);
    }

    private static async Task<string> RunAsync(LibSqlDatabase database, string migrations, string[] arguments)
    {
        var start = new ProcessStartInfo("node", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = await Project.InstallAsync() };
        start.Environment["DATABASE_URL"] = database.Url("http");
        start.Environment["DATABASE_AUTH_TOKEN"] = database.Token;
        start.Environment["MIGRATIONS"] = migrations;
        var run = await ProcessRun.StartAsync(start, TimeSpan.FromMinutes(2), CancellationToken.None);
        Assert.True(run.ExitCode == 0, run.Output);
        return run.StandardOutput;
    }
}
