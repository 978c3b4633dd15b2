using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace DeployMcp.Tests.EndToEnd;

[Collection(PlatformCollection.Name)]
public class IsolationTests(PlatformFixture fixture)
{
    [Fact]
    public async Task TwoUsers_WithTheSameNames_SeeOnlyTheirOwn()
    {
        await using var mine = await fixture.ConnectAsync();
        await using var theirs = await McpSession.ConnectAsync(fixture.Platform.Connection.McpUrl, await AddUserAsync("mallory"));
        using var agent = new Agent(mine, fixture.Platform.Connection, "private");
        agent.Work.WriteNodeApp("mine");
        await agent.PushAsync();
        await agent.CreateServiceAsync();

        Assert.DoesNotContain("private", (await theirs.CallAsync("list_services")).ToJsonString(), StringComparison.Ordinal);
        foreach (var tool in new[] { "get_service", "redeploy_service", "rollback_service", "cancel_deployment", "update_service", "delete_service" })
        {
            var aboutMine = await theirs.CallExpectingErrorAsync(tool, new { name = "private" });
            var aboutNobodys = await theirs.CallExpectingErrorAsync(tool, new { name = "nobodys" });
            Assert.Equal(aboutNobodys.Replace("nobodys", "private", StringComparison.Ordinal), aboutMine);
        }

        Assert.NotEmpty(await theirs.CallExpectingErrorAsync("get_git_token", new { name = "private" }));
        Assert.NotEmpty(await theirs.CallExpectingErrorAsync("create_service", new { repo = "private", name = "stolen" }));

        using var other = new Agent(theirs, fixture.Platform.Connection, "private");
        other.Work.WriteNodeApp("theirs");
        await other.PushAsync();
        var service = await other.CreateServiceAsync();

        Assert.NotEqual(agent.Url, (string?)service["url"]);
        Assert.Equal("mine", await agent.GetAsync());
    }

    private async Task<string> AddUserAsync(string name)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", fixture.Platform.Connection.ApiKey);
        var answer = await http.PostAsJsonAsync(new Uri(new Uri(fixture.Platform.Connection.McpUrl), "/dev/users"), new { name });
        return (string)JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!["api_key"]!;
    }
}
