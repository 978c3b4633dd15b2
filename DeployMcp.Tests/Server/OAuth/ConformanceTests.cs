using DeployMcp.Tests.Conformance;
using DeployMcp.Tests.Server.Fixture;
using Xunit.Abstractions;

namespace DeployMcp.Tests.Server.OAuth;

/// <summary>
/// The official suite's scenarios for authorization servers; 0.2.0-alpha.12 has these two. Its <c>auth/…</c> scenarios are for
/// clients and bring a server of their own: this server has no part in them.
/// </summary>
[Collection(ServerCollection.Name)]
public class ConformanceTests(ServerFixture fixture, ITestOutputHelper output)
{
    [Theory]
    [InlineData("2026-07-28")]
    [InlineData("2025-11-25")]
    [InlineData("2025-03-26")]
    public async Task AuthorizationServer_AgainstTheOfficialSuite_Passes(string revision)
    {
        using var client = await TestClient.RegisterAsync(fixture.Url, "http://127.0.0.1/callback");
        using var browser = await Browser.OfAsync(fixture, (await fixture.AddUserAsync()).User.Id);

        var results = await ConformanceSuite.RunAuthorizationAsync(new Uri(fixture.Url), client.Id, client.Resource, revision, VisitAsync);

        foreach (var result in results)
            output.WriteLine($"{result.Scenario}: {string.Join(", ", result.Checks.Select(c => $"{c.Id} {c.Status}"))}\n{result}");
        Assert.Equal(["authorization-code-grant", "authorization-server-metadata-endpoint"], results.Select(r => r.Scenario));
        Assert.All(results.SelectMany(r => r.Checks), check => Assert.Equal("SUCCESS", check.Status));

        async Task VisitAsync(Uri authorize)
        {
            var answer = await browser.AnswerAsync(await browser.OpenAsync(authorize.PathAndQuery));
            using var http = new HttpClient();
            await Eventually.TrueAsync(() => OpenAsync(http, answer.Location!), "the suite takes the answer");
        }
    }

    /// <summary>False while nobody listens there: the suite says where to go a moment before it does.</summary>
    private static async Task<bool> OpenAsync(HttpClient http, string location)
    {
        try
        {
            using var opened = await http.GetAsync(location);
            return opened.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
