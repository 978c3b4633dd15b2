using DeployMcp.Tests.Clients;
using DeployMcp.Tests.Server.Fixture;

namespace DeployMcp.Tests.Server.OAuth;

/// <summary>A real browser holds the pages' policy, the cookies and the chain of redirects to its own rules.</summary>
[Collection(ServerCollection.Name)]
public class InspectorTests(ServerFixture fixture)
{
    [Fact]
    public async Task Inspector_InChromium_GetsInAndRunsATool()
    {
        var result = await Inspector.LetInAsync(new Uri(fixture.McpUrl));

        Assert.Equal(ServerFixture.DevelopmentName, result.User);
        Assert.StartsWith($"{result.Inspector}/oauth/callback?code=", result.Answer, StringComparison.Ordinal);
        Assert.Contains($"iss={Uri.EscapeDataString(fixture.Url)}", result.Answer, StringComparison.Ordinal);
        Assert.Empty(result.PolicyViolations);
    }
}
