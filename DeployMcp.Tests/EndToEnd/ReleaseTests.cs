using System.Diagnostics;
using System.Text.Json.Nodes;
using DeployMcp.Tests.Clients;
using Xunit.Abstractions;

namespace DeployMcp.Tests.EndToEnd;

/// <summary>What an agent does with a service that is there: other settings, back to the version before, an end to what it began.</summary>
[Collection(PlatformCollection.Name)]
public class ReleaseTests(PlatformFixture fixture, ITestOutputHelper output)
{
    [Fact]
    public async Task Rollback_OfABadVersion_ServesTheOneBeforeAtOnceAndTheNextPushGoesLive()
    {
        await using var mcp = await fixture.ConnectAsync();
        using var agent = new Agent(mcp, fixture.Platform.Connection, "rollback");
        agent.Work.WriteNodeApp("one");
        await agent.PushAsync("the good one");
        await agent.CreateServiceAsync();
        agent.Work.WriteNodeApp("two");
        await agent.PushAsync("the bad one");
        await agent.WaitForTextAsync("two");

        var clock = Stopwatch.StartNew();
        var back = await mcp.CallAsync("rollback_service", new { name = agent.Name, wait_seconds = 60 });
        Assert.Equal("one", await agent.GetAsync());
        output.WriteLine($"rollback_service to the first answer of the version before: {clock.ElapsedMilliseconds} ms");
        agent.Work.WriteNodeApp("three");
        await agent.PushAsync("the mended one");
        await agent.WaitForTextAsync("three");
        await agent.WaitForStatusAsync("active");

        Assert.Equal(("active", "rollback"), ((string?)back["status"], (string?)back["deployment"]!["trigger"]));
        var log = (await mcp.CallAsync("get_service", new { name = agent.Name }))["deployments"]!.AsArray();
        Assert.Equal(["push the mended one", "rollback the good one", "push the bad one", "create the good one"], log.Select(d => $"{d!["trigger"]} {d["message"]}"));
        Assert.Equal(["active", "removed", "removed", "removed"], log.Select(d => (string?)d!["status"]));
        Assert.All(log, d => Assert.Equal("Dev", (string?)d!["author"]));
        Assert.InRange((double)log[1]!["seconds"]!, 0, 5);
    }

    [Fact]
    public async Task Update_OfVariablesAndCommand_TakesEffectAndKeepsTheRest()
    {
        await using var mcp = await fixture.ConnectAsync();
        using var agent = new Agent(mcp, fixture.Platform.Connection, "update");
        agent.Work.WriteNodeApp("by default").Write("other.js", "require('node:http').createServer((q, r) => r.end(JSON.stringify(process.env))).listen(process.env.PORT)");
        await agent.PushAsync();
        await mcp.CallAsync("create_service", new { repo = agent.Name, name = agent.Name, wait_seconds = 120, env_vars = Variables(("KEEP", "kept"), ("GONE", "x"), ("CHANGE", "old")) });

        var updated = await mcp.CallAsync("update_service", new
        {
            name = agent.Name,
            start_command = "node other.js",
            env_vars = Variables(("CHANGE", "new"), ("GONE", null)),
            wait_seconds = 120,
        });
        var seen = JsonNode.Parse(await agent.GetAsync())!;
        await mcp.CallAsync("update_service", new { name = agent.Name, start_command = "", wait_seconds = 120 });

        Assert.Equal(("active", "update"), ((string?)updated["status"], (string?)updated["deployment"]!["trigger"]));
        Assert.Equal(("kept", "new", null), ((string?)seen["KEEP"], (string?)seen["CHANGE"], (string?)seen["GONE"]));
        Assert.Equal("by default", await agent.GetAsync());
    }

    [Fact]
    public async Task Cancel_OfABuild_EndsItsProcessesAndWhatServesKeepsServing()
    {
        const string marker = "sleep 73519";
        await using var mcp = await fixture.ConnectAsync();
        using var agent = new Agent(mcp, fixture.Platform.Connection, "cancel");
        agent.Work.WriteNodeApp("steady");
        await agent.PushAsync();
        await agent.CreateServiceAsync();
        agent.Work.Write("package.json", $$$"""{"name":"app","private":true,"scripts":{"build":"{{{marker}}}","start":"node server.js"}}""");
        await agent.PushAsync("hangs");
        await Eventually.TrueAsync(() => IsRunning(marker), TimeSpan.FromSeconds(60), () => "The build did not begin");

        var cancelled = await mcp.CallAsync("cancel_deployment", new { name = agent.Name });

        Assert.False(IsRunning(marker));
        Assert.Equal(("active", "cancelled"), ((string?)cancelled["status"], (string?)cancelled["deployment"]!["status"]));
        Assert.Equal("steady", await agent.GetAsync());
        Assert.Contains("in progress", await mcp.CallTextAsync("cancel_deployment", new { name = agent.Name }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tasks_ThroughTheOfficialClient_AreFollowedAndCancelled()
    {
        var connection = fixture.Platform.Connection;
        await using var mcp = await fixture.ConnectAsync();
        using var agent = new Agent(mcp, connection, "tasks");
        agent.Work.WriteNodeApp("by a task");
        await agent.PushAsync();

        var created = await TypeScriptClient.CallAsTaskAsync(new Uri(connection.McpUrl), connection.ApiKey, "create_service", new { repo = agent.Name, name = agent.Name });
        Assert.Equal("by a task", await agent.GetAsync());
        agent.Work.Write("package.json", """{"name":"app","private":true,"scripts":{"build":"sleep 73520","start":"node server.js"}}""");
        await agent.PushAsync("hangs");
        var cancelled = await TypeScriptClient.CallAsTaskAsync(new Uri(connection.McpUrl), connection.ApiKey, "redeploy_service", new { name = agent.Name }, cancel: true);

        Assert.Equal(("task", "completed", null), (created.Kind, created.Status, created.Error));
        Assert.Equal("active", created.Result.GetProperty("structuredContent").GetProperty("status").GetString());
        Assert.Contains(created.States, s => s.Status == "working");
        Assert.Equal(("task", "cancelled"), (cancelled.Kind, cancelled.Status));
        Assert.Equal("cancelled", (string?)(await mcp.CallAsync("get_service", new { name = agent.Name }))["deployment"]!["status"]);
        Assert.Equal("by a task", await agent.GetAsync());
    }

    private static JsonArray Variables(params (string Key, string? Value)[] variables)
        => new([.. variables.Select(v => new JsonObject { ["key"] = v.Key, ["value"] = v.Value })]);

    /// <summary>Whether any process has that command line.</summary>
    private static bool IsRunning(string commandLine)
        => Directory.GetDirectories("/proc").Any(process =>
        {
            try
            {
                return File.ReadAllText(Path.Combine(process, "cmdline")).Replace('\0', ' ').Trim() == commandLine;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        });
}
