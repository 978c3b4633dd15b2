using System.Net;

namespace DeployMcp.Tests.EndToEnd;

[Collection(PlatformCollection.Name)]
public class DeployTests(PlatformFixture fixture)
{
    [Fact]
    public async Task CreateService_FromAPushedExpressApp_GoesLiveAndFollowsPushes()
    {
        await using var mcp = await fixture.ConnectAsync();
        using var agent = new Agent(mcp, fixture.Platform.Connection, "shop");
        agent.Work.WriteExpressApp("first version");
        await agent.PushAsync();

        var created = await agent.CreateServiceAsync();

        Assert.Equal("active", (string?)created["status"]);
        Assert.Equal(agent.Url, (string?)created["url"]);
        Assert.Equal("first version", await agent.GetAsync());
        Assert.Equal(agent.Work.Head(), (string?)created["deployment"]!["commit"]);

        agent.Work.WriteExpressApp("second version");
        await agent.PushAsync();
        await agent.WaitForTextAsync("second version");
        var service = await agent.WaitForStatusAsync("active");

        Assert.Equal(agent.Work.Head(), (string?)service["deployment"]!["commit"]);
        Assert.Contains(service["logs"]!["runtime"]!.AsArray(), l => ((string)l!).Contains("listening: second version", StringComparison.Ordinal));
        Assert.NotEmpty(service["logs"]!["deploy"]!.AsArray());
    }

    [Fact]
    public async Task Push_OfABrokenBuild_KeepsTheOldVersionAndSaysWhy()
    {
        await using var mcp = await fixture.ConnectAsync();
        using var agent = new Agent(mcp, fixture.Platform.Connection, "brittle");
        agent.Work.WriteNodeApp("the good one");
        await agent.PushAsync();
        await agent.CreateServiceAsync();
        agent.Work.WriteBrokenBuild();

        await agent.PushAsync();
        var service = await agent.WaitForStatusAsync("failed");

        Assert.Equal("the good one", await agent.GetAsync());
        Assert.Equal("build_failed", (string?)service["failure"]!["code"]);
        Assert.Contains("src/broken.ts(3,7): error TS2322", (string?)service["failure"]!["evidence"], StringComparison.Ordinal);
        Assert.False(string.IsNullOrWhiteSpace((string?)service["failure"]!["next"]));
    }

    [Fact]
    public async Task CreateService_FromStaticFiles_ServesThem()
    {
        await using var mcp = await fixture.ConnectAsync();
        using var agent = new Agent(mcp, fixture.Platform.Connection, "pages");
        agent.Work.WriteStaticSite("hello from a file");
        await agent.PushAsync();

        await agent.CreateServiceAsync();

        Assert.Contains("hello from a file", await agent.GetAsync(), StringComparison.Ordinal);
        Assert.Equal("text/css", (await agent.AnswerAsync("/style.css")).Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.NotFound, (await agent.AnswerAsync("/.git/config")).StatusCode);
    }

    [Fact]
    public async Task CreateService_WithVariables_GivesThemToTheAppAndNothingOfThePlatforms()
    {
        await using var mcp = await fixture.ConnectAsync();
        using var agent = new Agent(mcp, fixture.Platform.Connection, "vars");
        agent.Work.WriteNodeApp("vars");
        await agent.PushAsync();

        await mcp.CallAsync("create_service", new { repo = "vars", name = "vars", wait_seconds = 120, env_vars = new[] { new { key = "GREETING", value = "s3cr3t-hello" } } });
        var environment = await agent.GetAsync("/env");

        Assert.Contains("s3cr3t-hello", environment, StringComparison.Ordinal);
        Assert.DoesNotContain("ConnectionStrings", environment, StringComparison.Ordinal);
        Assert.DoesNotContain("Secrets__", environment, StringComparison.Ordinal);
        Assert.DoesNotContain(fixture.Platform.Connection.ApiKey, environment, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t-hello", fixture.Platform.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeleteService_OfALiveOne_LeavesNothing()
    {
        await using var mcp = await fixture.ConnectAsync();
        using var agent = new Agent(mcp, fixture.Platform.Connection, "gone");
        agent.Work.WriteNodeApp("still here");
        await agent.PushAsync();
        await agent.CreateServiceAsync();
        Assert.Equal("still here", await agent.GetAsync());

        await mcp.CallAsync("delete_service", new { name = "gone" });

        Assert.Equal(HttpStatusCode.NotFound, (await agent.AnswerAsync()).StatusCode);
        Assert.Contains("list_services", await mcp.CallExpectingErrorAsync("get_service", new { name = "gone" }), StringComparison.Ordinal);
        Assert.DoesNotContain("gone", (await mcp.CallAsync("list_services")).ToJsonString(), StringComparison.Ordinal);
        await agent.CreateServiceAsync();
        Assert.Equal("still here", await agent.GetAsync());
    }

    [Fact]
    public async Task RedeployService_OfALiveOne_DeploysAgain()
    {
        await using var mcp = await fixture.ConnectAsync();
        using var agent = new Agent(mcp, fixture.Platform.Connection, "again");
        agent.Work.WriteNodeApp("again");
        await agent.PushAsync();
        var first = await agent.CreateServiceAsync();

        var second = await mcp.CallAsync("redeploy_service", new { name = "again", wait_seconds = 120 });

        Assert.Equal("active", (string?)second["status"]);
        Assert.NotEqual((string?)first["deployment"]!["id"], (string?)second["deployment"]!["id"]);
        Assert.Equal("again", await agent.GetAsync());
    }

    [Fact]
    public async Task CreateService_OfAnEmptyRepo_SaysSoAndGoesLiveWithTheFirstPush()
    {
        await using var mcp = await fixture.ConnectAsync();
        using var agent = new Agent(mcp, fixture.Platform.Connection, "early");
        await mcp.CallAsync("create_repo", new { name = "early" });

        var created = await agent.CreateServiceAsync();
        Assert.Equal("repo_empty", (string?)created["failure"]!["code"]);

        agent.Work.WriteNodeApp("better late");
        await agent.PushAsync();
        await agent.WaitForTextAsync("better late");
    }
}
