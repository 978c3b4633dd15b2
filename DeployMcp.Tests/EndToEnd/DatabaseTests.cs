using System.Diagnostics;
using DeployMcp.Tests.Fixtures;
using Xunit.Abstractions;

namespace DeployMcp.Tests.EndToEnd;

/// <summary>The whole path: an agent asks for an app with a database, and the app uses it through clients that nobody here wrote.</summary>
[Collection(PlatformCollection.Name)]
public class DatabaseTests(ITestOutputHelper output)
{
    private static readonly string[] MyDb = ["my-db"];

    [Fact]
    public async Task App_WithDrizzle_MigratesQueriesAndKeepsItsDataOverRedeployAndRestart()
    {
        await using var platform = await RunningPlatform.StartAsync();
        var (data, ports) = (platform.Data, platform.Ports);
        await using (var mcp = await ConnectAsync(platform))
        {
            using var agent = new Agent(mcp, platform.Connection, "notes");
            agent.Work.CopyFrom(Path.Combine(Repository.Root, "examples", "libsql-drizzle"));
            await agent.PushAsync();
            await mcp.CallAsync("create_service", new { repo = "notes", name = "notes", resources = MyDb, wait_seconds = 300 });
            await agent.WaitForTextAsync("0 notes");

            Assert.Equal("added 1", await agent.GetAsync("/add?text=first"));
            Assert.Equal("1 notes: first (2.5, 1152921504606846976, new)", await agent.GetAsync());

            agent.Work.Write("README.md", "changed");
            await agent.PushAsync("second version");
            await Eventually.TrueAsync(
                async () => (string?)(await mcp.CallAsync("get_service", new { name = "notes" }))["deployment"]!["commit"] == agent.Work.Head()
                    && (string?)(await mcp.CallAsync("get_service", new { name = "notes" }))["status"] == "active",
                TimeSpan.FromSeconds(120), () => "The second version did not become active.");
            Assert.Equal("added 2", await agent.GetAsync("/add?text=second"));
        }

        await platform.StopAsync();
        await using var again = await RunningPlatform.StartAsync(data, ports);
        await using (var mcp = await ConnectAsync(again))
        {
            using var agent = new Agent(mcp, again.Connection, "notes");
            await agent.WaitForTextAsync("2 notes: second (3, 1152921504606846976, new), first (2.5, 1152921504606846976, new)");

            await mcp.CallAsync("update_service", new { name = "notes", resources = Array.Empty<string>(), wait_seconds = 60 });
            Assert.Equal("failed", (string?)(await mcp.CallAsync("get_service", new { name = "notes" }))["deployment"]!["status"]);
            Assert.Contains("second", await agent.GetAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task App_WithLibSqlClientAndTwoDatabases_IsWiredToBoth()
    {
        await using var platform = await RunningPlatform.StartAsync();
        await using var mcp = await ConnectAsync(platform);
        using var agent = new Agent(mcp, platform.Connection, "visits");
        agent.Work.CopyFrom(Path.Combine(Repository.Root, "examples", "libsql-client"));
        await agent.PushAsync();
        await mcp.CallAsync("create_service", new { repo = "visits", name = "visits", resources = MyDb, wait_seconds = 300 });
        await agent.WaitForTextAsync("visits: 1");

        var clock = Stopwatch.StartNew();
        await mcp.CallAsync("create_resource", new { name = "other" });
        var shown = await mcp.CallAsync("get_resource", new { name = "other" });
        Assert.Equal("1", await EmbeddedDatabases.QueryAsync((string)shown["url"]!, (string)shown["auth_token"]!, "select 1"));
        output.WriteLine($"create_resource to first query: {clock.ElapsedMilliseconds} ms");

        // By other names now: the app does not find the one it wants, and the old version keeps serving.
        var failed = await mcp.CallTextAsync("update_service", new { name = "visits", resources = MyDb.Append("other"), wait_seconds = 120 });
        Assert.Contains("MY_DB_URL, MY_DB_AUTH_TOKEN, OTHER_URL, OTHER_AUTH_TOKEN", failed, StringComparison.Ordinal);
        Assert.Contains("crashed_on_start", failed, StringComparison.Ordinal);
        agent.Work.Write("server.js", (await File.ReadAllTextAsync(Path.Combine(Repository.Root, "examples", "libsql-client", "server.js")))
            .Replace("process.env.DATABASE_URL", "process.env.MY_DB_URL", StringComparison.Ordinal)
            .Replace("process.env.DATABASE_AUTH_TOKEN", "process.env.MY_DB_AUTH_TOKEN", StringComparison.Ordinal));
        await agent.PushAsync("by its name");
        await agent.WaitForStatusAsync("active");
        Assert.Matches("^visits: [0-9]+$", await agent.GetAsync());
    }

    private static Task<McpSession> ConnectAsync(RunningPlatform platform) => McpSession.ConnectAsync(platform.Connection.McpUrl, platform.Connection.ApiKey);
}
