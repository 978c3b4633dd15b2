using System.Diagnostics;
using System.Text.Json;
using DeployMcp.Tests.Clients;

namespace DeployMcp.Tests.LibSql.Clients;

/// <summary>Prisma with <c>@prisma/adapter-libsql</c>. Its migrations need an engine that npm doesn't have; its queries need none.</summary>
public class PrismaTests(LibSqlServer server) : IClassFixture<LibSqlServer>
{
    private static readonly NpmInstallation Project = NpmInstallation.OfProject(Path.Combine(AppContext.BaseDirectory, "Clients", "prisma"));

    [Fact]
    public async Task Prisma_WithItsAdapter_WritesQueriesAndRollsBack()
    {
        var database = await server.CreateAsync();
        await RunAsync(database, "node_modules/prisma/build/index.js", "generate", "--schema", "schema.prisma");

        var result = JsonElement.Parse(await RunAsync(database, "app.mjs"));

        // P2039 with every remote server: the client below Prisma passes no extended codes on.
        var expected = JsonElement.Parse("""
            {
              "ann": {
                "id": 1, "name": "Ann", "born": "1970-01-01T00:00:00.000Z", "photo": [0, 255], "big": "9223372036854775807",
                "books": [{ "id": 1, "title": "One", "price": 9.5, "authorId": 1 }, { "id": 2, "title": "Two", "price": 12.25, "authorId": 1 }]
              },
              "refused": "P2039",
              "foreignKey": "P2039",
              "rolledBack": "RangeError",
              "left": [{ "title": "One", "price": 10, "author": { "name": "Ann" } }],
              "sums": { "_count": 1, "_avg": { "price": 10 } },
              "raw": 1
            }
            """);
        Assert.True(JsonElement.DeepEquals(expected, result), $"{result}");
    }

    private static async Task<string> RunAsync(LibSqlDatabase database, params string[] arguments)
    {
        var start = new ProcessStartInfo("node", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = await Project.InstallAsync() };
        start.Environment["DATABASE_URL"] = database.Url("http");
        start.Environment["DATABASE_AUTH_TOKEN"] = database.Token;
        // The command line wants an engine for migrations to be there, whatever it is asked to do, or downloads it.
        start.Environment["PRISMA_SCHEMA_ENGINE_BINARY"] = "/bin/true";
        start.Environment["CHECKPOINT_DISABLE"] = "1";
        var run = await ProcessRun.StartAsync(start, TimeSpan.FromMinutes(2), CancellationToken.None);
        Assert.True(run.ExitCode == 0, run.Output);
        return run.StandardOutput;
    }
}
