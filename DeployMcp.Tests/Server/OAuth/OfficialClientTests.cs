using DeployMcp.Tests.Clients;
using DeployMcp.Tests.Server.Fixture;
using Xunit.Abstractions;

namespace DeployMcp.Tests.Server.OAuth;

/// <summary>The official TypeScript clients know only the endpoint's URL and get in by themselves.</summary>
[Collection(ServerCollection.Name)]
public class OfficialClientTests(ServerFixture fixture, ITestOutputHelper output)
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public async Task Client_ThatKnowsOnlyTheUrl_GetsInAndRefreshes(int version, bool byDocument)
    {
        await using var documents = await DocumentHost.StartAsync();
        documents.Answer = context =>
        {
            var document = documents.Document();
            document["redirect_uris"]!.AsArray().Add("http://127.0.0.1/callback");
            return DocumentHost.WriteAsync(context, document);
        };

        var result = byDocument
            ? await TypeScriptClient.LetInAsync(version, new Uri($"{await DocumentHost.TrustingServerAsync(fixture)}/mcp"), documents.Url)
            : await TypeScriptClient.LetInAsync(version, new Uri(fixture.McpUrl));

        output.WriteLine($"{result.Milliseconds:0} ms\n{string.Join('\n', result.Requests)}\nrefresh:\n{string.Join('\n', result.RefreshRequests)}");
        Assert.Equal((ServerFixture.DevelopmentName, ServerFixture.DevelopmentName), (result.User, result.Again));
        Assert.Equal("POST /mcp 401", result.Requests[0]);
        Assert.Equal(!byDocument, result.Requests.Contains("POST /oauth/register 201"));
        Assert.Contains("POST /oauth/token 200", result.Requests);
        Assert.Contains("POST /oauth/token 200", result.RefreshRequests);
        Assert.Equal("admin", result.Scope);
    }
}
