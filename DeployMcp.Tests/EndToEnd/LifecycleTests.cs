using DeployMcp.Tests.Fixtures;

namespace DeployMcp.Tests.EndToEnd;

/// <summary>Each starts, stops and breaks a platform of its own.</summary>
[Collection(PlatformCollection.Name)]
public class LifecycleTests
{
    [Fact]
    public async Task Stop_WithALiveService_LeavesNoProcessAndItComesBackAtTheNextStart()
    {
        var first = await RunningPlatform.StartAsync();
        await using var stop = first;
        await using var mcp = await McpSession.ConnectAsync(first.Connection.McpUrl, first.Connection.ApiKey);
        using var agent = new Agent(mcp, first.Connection, "phoenix");
        agent.Work.WriteNodeApp("risen");
        await agent.PushAsync();
        await agent.CreateServiceAsync();

        await first.StopAsync();
        Assert.Empty(first.Remains());

        await using var second = await RunningPlatform.StartAsync(first.Data, first.Ports);
        await agent.WaitForTextAsync("risen");
        Assert.Equal(first.Connection, second.Connection);
    }

    [Fact]
    public async Task Kill_OfTheAppHost_IsCleanedUpAndTheNextStartGoesOn()
    {
        var first = await RunningPlatform.StartAsync();
        await using var stop = first;
        await using var mcp = await McpSession.ConnectAsync(first.Connection.McpUrl, first.Connection.ApiKey);
        using var agent = new Agent(mcp, first.Connection, "survivor");
        agent.Work.WriteNodeApp("survived");
        await agent.PushAsync();
        await agent.CreateServiceAsync();

        first.Kill();
        await using var second = await RunningPlatform.StartAsync(first.Data, first.Ports);

        await agent.WaitForTextAsync("survived");
    }

    [Fact]
    public async Task CreateService_FromALocalCloneUrl_WorksWhereTheSettingsAllowIt()
    {
        await using var platform = await RunningPlatform.StartAsync(settings: "Sources__AllowLocal=true");
        await using var mcp = await McpSession.ConnectAsync(platform.Connection.McpUrl, platform.Connection.ApiKey);
        using var agent = new Agent(mcp, platform.Connection, "local");
        agent.Work.WriteNodeApp("from a directory").Git("add", "--all");
        agent.Work.Git("-c", "user.name=Dev", "-c", "user.email=dev@example.com", "commit", "--quiet", "--message", "local");

        await mcp.CallAsync("create_service", new { repo = $"file://{agent.Work.Path}", name = "local", wait_seconds = 120 });

        Assert.Equal("from a directory", await agent.GetAsync());
    }

    [Fact]
    public async Task Start_WithATakenPort_SaysWhichAndHowToSetAnother()
    {
        var ports = FreePorts.Take(5);
        using var squatter = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, ports[2]);
        squatter.Start();

        await using var platform = RunningPlatform.Launch(ports: ports);

        Assert.NotEqual(0, await platform.WaitForExitAsync(TimeSpan.FromSeconds(60)));
        Assert.Contains($"port {ports[2]} (Git) is taken", platform.Output, StringComparison.Ordinal);
        Assert.Contains("Ports__Git", platform.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WhereNoPostgresCanBeHad_SaysHowToGetOne()
    {
        await using var platform = RunningPlatform.Launch(settings: "Postgres__BinDirectory=/nonexistent");

        Assert.NotEqual(0, await platform.WaitForExitAsync(TimeSpan.FromSeconds(60)));
        Assert.Contains("Postgres:BinDirectory", platform.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", platform.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithADataDirectoryThatIsAFile_SaysWhatToDo()
    {
        var file = Path.GetTempFileName();

        await using var platform = RunningPlatform.Launch(data: file);

        Assert.NotEqual(0, await platform.WaitForExitAsync(TimeSpan.FromSeconds(60)));
        Assert.Contains("DEPLOYMCP_DATA", platform.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", platform.Output, StringComparison.Ordinal);
        File.Delete(file);
    }

    [Fact]
    public async Task Start_TwiceOnOneDataDirectory_RefusesTheSecond()
    {
        await using var first = await RunningPlatform.StartAsync();

        await using var second = RunningPlatform.Launch(first.Data);

        Assert.NotEqual(0, await second.WaitForExitAsync(TimeSpan.FromSeconds(60)));
        Assert.Contains("another Deploy MCP runs", second.Output, StringComparison.Ordinal);
    }
}
