using DeployMcp.Benchmarks.Kill;
using DeployMcp.Tests.Fixtures;
using Xunit.Abstractions;

namespace DeployMcp.Tests.EndToEnd;

/// <summary>Kills a process of the platform between two lines of making or removing a database: neither an orphan nor a lost one.</summary>
[Collection(PlatformCollection.Name)]
public sealed class ResourceKillTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly HeldStep Made = new("made at the server, not yet in its row", "resources", "update", "new.reference is not null and old.reference is null");
    private static readonly HeldStep Issued = new("token issued, not yet stored", "resource_secrets", "insert", "new.name = 'auth_token'");
    private static readonly HeldStep Ready = new("ready, not yet said", "resources", "update", "new.status = 'ready' and old.status = 'provisioning'");

    private RunningPlatform _platform = null!;

    public async Task InitializeAsync() => _platform = await RunningPlatform.StartAsync();

    public async Task DisposeAsync() => await _platform.DisposeAsync();

    [Fact]
    public async Task Kill_WhileADatabaseIsMade_LeavesExactlyThatOneAndItAnswers()
    {
        var (database, processes) = (new PlatformDatabase(_platform.Data), new PlatformProcesses(_platform.Data));
        var made = 0;
        foreach (var (process, step) in new[]
        {
            ("deployer-worker", Made), ("databases", Made), ("postgres", Made), ("deployer-worker", Issued), ("server", Issued), ("deployer-worker", Ready), ("postgres", Ready),
        })
        {
            var name = $"killed-{++made}";
            await using var gate = new StepGate(database);
            await gate.ArmAsync(step);
            var call = CreateAsync(name);
            await gate.ReachAsync(step, commit: "");
            await processes.KillAsync(process);
            await gate.OpenAsync(step);
            await call;

            var (url, token) = await ReadyAsync(name);

            output.WriteLine($"{process} killed: {step.Name}");
            await Eventually.TrueAsync(
                async () => await TryQueryAsync(url, token) == "1", TimeSpan.FromSeconds(60), () => $"{name} does not answer after {process} was killed: {step.Name}\n{_platform.Output}");
            Assert.Equal(made, Directory.GetDirectories(Path.Combine(_platform.Data, "databases", "databases")).Length);
        }
    }

    [Fact]
    public async Task Kill_WhileADatabaseIsRemoved_LeavesNothingOfIt()
    {
        var (database, processes) = (new PlatformDatabase(_platform.Data), new PlatformProcesses(_platform.Data));
        await using (var mcp = await ConnectAsync())
        {
            await mcp.CallAsync("create_resource", new { name = "doomed" });
            await mcp.CallAsync("delete_resource", new { name = "doomed" });
        }

        var step = new HeldStep("removed at the server, its row not yet", "resource_secrets", "delete", "old.name = 'url'");
        await using var gate = new StepGate(database);
        await gate.ArmAsync(step);
        await database.ScalarAsync<object>("update resources set deleted_at = now() - interval '25 hours' where name = 'doomed'");
        await gate.ReachAsync(step, commit: "");
        await processes.KillAsync("deployer-worker");
        await gate.OpenAsync(step);

        await Eventually.TrueAsync(
            async () => await database.ScalarAsync<long?>("select count(*) from resources") == 0, TimeSpan.FromSeconds(90), () => $"The row stays.\n{_platform.Output}");
        Assert.Empty(Directory.GetDirectories(Path.Combine(_platform.Data, "databases", "databases")));
    }

    /// <summary>What the agent is told doesn't matter: the server itself may be killed.</summary>
    private async Task CreateAsync(string name)
    {
        try
        {
            await using var mcp = await ConnectAsync();
            await mcp.CallAsync("create_resource", new { name });
        }
        catch (Exception e)
        {
            output.WriteLine($"create_resource: {e.Message}");
        }
    }

    private async Task<(string Url, string Token)> ReadyAsync(string name)
    {
        (string, string) found = default;
        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    await using var mcp = await ConnectAsync();
                    var shown = await mcp.CallAsync("get_resource", new { name });
                    found = ((string?)shown["url"] ?? "", (string?)shown["auth_token"] ?? "");
                    return (string?)shown["status"] == "ready";
                }
                catch (Exception e) when (e is HttpRequestException or InvalidOperationException or IOException or ModelContextProtocol.McpException or TaskCanceledException)
                {
                    return false;
                }
            },
            TimeSpan.FromSeconds(120),
            () => $"{name} did not become ready\n{_platform.Output}");
        return found;
    }

    private static async Task<string> TryQueryAsync(string url, string token)
    {
        try
        {
            return await EmbeddedDatabases.QueryAsync(url, token, "select 1");
        }
        catch (HttpRequestException e)
        {
            return e.Message;
        }
    }

    private Task<McpSession> ConnectAsync() => McpSession.ConnectAsync(_platform.Connection.McpUrl, _platform.Connection.ApiKey);
}
