using System.Net;
using DeployMcp.Tests.Server.Fixture;
using Microsoft.AspNetCore.Builder;

namespace DeployMcp.Tests.Server.Roles;

/// <summary>The one image under its three commands, on one database.</summary>
public sealed class ServerRoleTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static readonly string[] Everybody = ["/health", "/alive", "/.well-known/oauth-protected-resource/mcp", "/.well-known/oauth-authorization-server"];
    private static readonly string[] ForAgents = ["/mcp"];
    private static readonly string[] ForPeople = ["/graphql", "/signin", "/oauth/authorize"];

    [Fact]
    public async Task Role_Mcp_AnswersAgentsOnly()
    {
        var server = await fixture.StartServerAsync("--role", "mcp");

        await AssertMappedAsync(server, [.. Everybody, .. ForAgents], absent: ForPeople);
    }

    [Fact]
    public async Task Role_Api_AnswersPeopleOnly()
    {
        var server = await fixture.StartServerAsync("--role=api");

        await AssertMappedAsync(server, [.. Everybody, .. ForPeople], absent: ForAgents);
    }

    [Fact]
    public async Task Role_NotGiven_AnswersBoth()
        => await AssertMappedAsync(fixture.Server, [.. Everybody, .. ForAgents, .. ForPeople], absent: []);

    [Fact]
    public async Task Role_Mcp_ServesTheTools()
    {
        var server = await fixture.StartServerAsync("--role", "mcp");
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Urls.First() + "/mcp")
        {
            Content = new StringContent("""{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}""",
                System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + fixture.DevelopmentKey.Reveal());

        using var answer = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("deploy-mcp", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("worker")]
    [InlineData("")]
    public void Role_Unknown_SaysWhichThereAre(string role)
    {
        var error = Assert.Throws<InvalidOperationException>(() => DeployMcp.Server.Program.Build(["--role", role]));

        Assert.Contains("--role mcp", error.Message, StringComparison.Ordinal);
    }

    private static async Task AssertMappedAsync(WebApplication server, string[] present, string[] absent)
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        foreach (var path in present.Concat(absent))
        {
            using var answer = await client.GetAsync(new Uri(server.Urls.First() + path));
            Assert.True(answer.StatusCode == HttpStatusCode.NotFound == absent.Contains(path), $"{path}: {answer.StatusCode}");
        }
    }
}
