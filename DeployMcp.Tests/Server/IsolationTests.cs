using DeployMcp.Server.Mcp;
using DeployMcp.Tests.EndToEnd;
using DeployMcp.Tests.Server.Fixture;

namespace DeployMcp.Tests.Server;

/// <summary>What one user has and another must not learn of: every tool that takes a name, with each name that the other has.</summary>
[Collection(ServerCollection.Name)]
public class IsolationTests(ServerFixture fixture)
{
    private const string Name = "private";
    private const string Nobodys = "nobodys";

    public static TheoryData<string, string> ToolsAndArguments()
    {
        var data = new TheoryData<string, string>();
        foreach (var (tool, arguments) in new (string, string)[]
        {
            ("get_service", """{"name": "NAME"}"""),
            ("get_service", """{"name": "NAME", "project": "secret-project", "include_env": true, "deploy_log_lines": 10, "runtime_log_lines": 10}"""),
            ("redeploy_service", """{"name": "NAME"}"""),
            ("redeploy_service", """{"name": "NAME", "project": "secret-project"}"""),
            ("rollback_service", """{"name": "NAME"}"""),
            ("rollback_service", """{"name": "NAME", "project": "secret-project", "deployment": "0123456"}"""),
            ("cancel_deployment", """{"name": "NAME"}"""),
            ("cancel_deployment", """{"name": "NAME", "project": "secret-project"}"""),
            ("update_service", """{"name": "NAME", "env_vars": [{"key": "STOLEN", "value": "1"}]}"""),
            ("update_service", """{"name": "NAME", "project": "secret-project", "memory": "1Gi"}"""),
            ("delete_service", """{"name": "NAME"}"""),
            ("delete_service", """{"name": "NAME", "project": "secret-project"}"""),
            ("get_git_token", """{"name": "NAME"}"""),
            ("create_service", """{"name": "mine", "repo": "NAME"}"""),
            ("get_resource", """{"name": "NAME"}"""),
            ("delete_resource", """{"name": "NAME"}"""),
        })
        {
            data.Add(tool, arguments);
        }

        return data;
    }

    /// <summary>create_repo and create_resource are left out: a name is free for everybody.</summary>
    [Fact]
    public void Matrix_EachToolThatTakesAName_IsTried()
    {
        var takeNames = from tool in ToolCatalog.All
                        let properties = tool.ProtocolTool.InputSchema.GetProperty("properties")
                        where properties.TryGetProperty("name", out _) && tool.ProtocolTool.Name is not ("create_repo" or "create_resource")
                        select tool.ProtocolTool.Name;

        Assert.Empty(takeNames.Except(ToolsAndArguments().Select(row => (string)row[0]), StringComparer.Ordinal));
    }

    [Fact]
    public async Task RollbackService_ToAnotherUsersDeployment_IsRefusedLikeAnUnknownOne()
    {
        await using var owner = await OwnerAsync();
        var theirs = (string)(await owner.WaitForStatusAsync(Name, "active"))["deployment"]!["id"]!;
        await using var stranger = await OwnerAsync();
        await stranger.WaitForStatusAsync(Name, "active");

        var aboutTheirs = await stranger.CallExpectingErrorAsync("rollback_service", new { name = Name, deployment = theirs });
        var unknown = Guid.NewGuid().ToString("N");
        var aboutNobodys = await stranger.CallExpectingErrorAsync("rollback_service", new { name = Name, deployment = unknown });

        Assert.Equal(aboutNobodys.Replace(unknown, theirs, StringComparison.Ordinal), aboutTheirs);
    }

    [Theory]
    [MemberData(nameof(ToolsAndArguments))]
    public async Task Tool_WithAnotherUsersName_AnswersAsIfItWereNobodys(string tool, string arguments)
    {
        await using var owner = await OwnerAsync();
        await using var stranger = await fixture.ConnectAsNewUserAsync();

        var aboutTheirs = await stranger.CallExpectingErrorAsync(tool, Arguments(arguments, Name));
        var aboutNobodys = await stranger.CallExpectingErrorAsync(tool, Arguments(arguments, Nobodys));

        Assert.Equal(aboutNobodys.Replace(Nobodys, Name, StringComparison.Ordinal), aboutTheirs);
        Assert.Equal("active", (string?)(await owner.WaitForStatusAsync(Name, "active"))["status"]);
    }

    [Fact]
    public async Task Lists_OfAnotherUser_AreEmpty()
    {
        await using var owner = await OwnerAsync();
        await using var stranger = await fixture.ConnectAsNewUserAsync();

        Assert.Empty((await stranger.CallAsync("list_services"))["services"]!.AsArray());
        Assert.Empty((await stranger.CallAsync("list_resources"))["resources"]!.AsArray());
        Assert.NotEqual((await owner.CallAsync("whoami")).ToJsonString(), (await stranger.CallAsync("whoami")).ToJsonString());
    }

    [Fact]
    public async Task Names_OfAnotherUser_AreFree()
    {
        await using var owner = await OwnerAsync();
        await using var other = await OwnerAsync();

        var theirs = await other.CallAsync("get_service", new { name = Name });
        var owners = await owner.CallAsync("get_service", new { name = Name });

        Assert.NotEqual((string?)owners["url"], (string?)theirs["url"]);
        Assert.NotEqual((string?)owners["deployment"]!["id"], (string?)theirs["deployment"]!["id"]);
    }

    /// <summary>Has a repo and a service of that name, and one in a project of its own.</summary>
    private async Task<McpSession> OwnerAsync()
    {
        var session = await fixture.ConnectAsNewUserAsync();
        await session.CallAsync("create_repo", new { name = Name });
        await session.CallAsync("create_service", new { repo = Name, name = Name });
        await session.CallAsync("create_resource", new { name = Name });
        await session.CallAsync("create_service", new { repo = Name, name = Name, project = "secret-project" });
        return session;
    }

    private static System.Text.Json.JsonElement Arguments(string template, string name)
        => System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(template.Replace("NAME", name, StringComparison.Ordinal));
}
