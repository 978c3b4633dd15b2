using DeployMcp.Tests.Clients;

namespace DeployMcp.Tests.EndToEnd;

/// <summary>An agent's day through the official TypeScript clients: v1 begins with initialize, v2 speaks 2026-07-28.</summary>
[Collection(PlatformCollection.Name)]
public class OfficialClientTests(PlatformFixture fixture)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Agent_FromNothingToALiveUrlAndBack_Succeeds(int client)
    {
        var name = $"official-{client}";
        using var work = new GitWorkingCopy().WriteExpressApp($"through v{client}");
        var mcp = await fixture.ConnectAsync();
        using var agent = new Agent(mcp, fixture.Platform.Connection, name);

        Assert.Equal("dev", (await CallAsync(client, "whoami")).GetProperty("user").GetString());
        var repo = await CallAsync(client, "create_repo", new { name });
        var token = await CallAsync(client, "get_git_token", new { name });
        work.CommitAndPush(repo.GetProperty("url").GetString()!, token.GetProperty("token").GetString()!);

        var created = await TypeScriptClient.CallAsync(
            client, Url, fixture.Platform.Connection.ApiKey, "create_service", new { repo = name, name, wait_seconds = 120 });
        Assert.Equal("active", created.Result.GetProperty("structuredContent").GetProperty("status").GetString());
        Assert.NotEmpty(created.Progress);
        Assert.Equal($"through v{client}", await agent.GetAsync());

        var services = await CallAsync(client, "list_services");
        Assert.Contains(services.GetProperty("services").EnumerateArray(), s => s.GetProperty("name").GetString() == name);
        await CallAsync(client, "redeploy_service", new { name, wait_seconds = 120 });
        await CallAsync(client, "delete_service", new { name });
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await agent.AnswerAsync()).StatusCode);
        await mcp.DisposeAsync();
    }

    private Uri Url => new(fixture.Platform.Connection.McpUrl);

    private async Task<System.Text.Json.JsonElement> CallAsync(int client, string tool, object? arguments = null)
    {
        var called = await TypeScriptClient.CallAsync(client, Url, fixture.Platform.Connection.ApiKey, tool, arguments);
        Assert.False(called.Result.TryGetProperty("isError", out var isError) && isError.GetBoolean(), called.Text);
        return called.Result.GetProperty("structuredContent");
    }
}
