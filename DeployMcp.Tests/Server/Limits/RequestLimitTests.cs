using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DeployMcp.Data.Keys;
using DeployMcp.Tests.Server.Fixture;

namespace DeployMcp.Tests.Server.Limits;

[Collection(ServerCollection.Name)]
public class RequestLimitTests(ServerFixture fixture)
{
    private static readonly object Ping = new { jsonrpc = "2.0", id = 1, method = "ping" };

    [Theory]
    [InlineData("/mcp")]
    [InlineData("/graphql")]
    public async Task Post_BeyondTheKeysLimit_Is429AndOtherKeysGoOn(string path)
    {
        var url = await ServerAsync("RequestsPerMinutePerKey=3");
        var (key, other) = ((await fixture.AddUserAsync()).Key, (await fixture.AddUserAsync()).Key);
        for (var i = 0; i < 3; i++)
            Assert.NotEqual(HttpStatusCode.TooManyRequests, (await PostAsync(url + path, key)).Status);

        var (status, retry, body) = await PostAsync(url + path, key);

        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        Assert.InRange(retry, 1, 20);
        Assert.Equal("requests per key", (string?)body!["limit"]);
        Assert.Contains("Next: wait", (string)body["message"]!, StringComparison.Ordinal);
        Assert.Contains("Limits:RequestsPerMinutePerKey", (string)body["message"]!, StringComparison.Ordinal);
        Assert.NotEqual(HttpStatusCode.TooManyRequests, (await PostAsync(url + path, other)).Status);
    }

    [Fact]
    public async Task Post_WithGuessedKeys_IsStoppedBeforeTheDatabaseAndARememberedKeyGoesOn()
    {
        var url = await ServerAsync("KeyChecksPerMinutePerAddress=5");
        var good = (await fixture.AddUserAsync()).Key;
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(url + "/mcp", good)).Status);

        var guesses = new List<HttpStatusCode>();
        for (var i = 0; i < 8; i++)
            guesses.Add((await PostAsync(url + "/mcp", ApiKeyFormat.New().Reveal())).Status);

        Assert.Equal(4, guesses.Count(s => s == HttpStatusCode.Unauthorized));
        Assert.Equal(4, guesses.Count(s => s == HttpStatusCode.TooManyRequests));
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(url + "/mcp", good)).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await PostAsync(url + "/mcp", (await fixture.AddUserAsync()).Key)).Status);
    }

    [Fact]
    public async Task Request_WithoutAKey_IsLimitedByAddressAndProbesAreNot()
    {
        var url = await ServerAsync("RequestsPerMinutePerAddress=4");
        using var http = new HttpClient();
        for (var i = 0; i < 4; i++)
            Assert.NotEqual(HttpStatusCode.TooManyRequests, (await http.GetAsync($"{url}/signin")).StatusCode);

        Assert.Equal(HttpStatusCode.TooManyRequests, (await http.GetAsync($"{url}/signin")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync($"{url}/health")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(url + "/mcp", (await fixture.AddUserAsync()).Key)).Status);
    }

    [Theory]
    [InlineData("/signin/development")]
    [InlineData("/oauth/token")]
    [InlineData("/oauth/register")]
    public async Task SignIn_BeyondItsLimit_Is429AndReadingPagesIsNot(string path)
    {
        var url = await ServerAsync("SignInsPerMinutePerAddress=2");
        using var http = new HttpClient();
        for (var i = 0; i < 2; i++)
            Assert.NotEqual(HttpStatusCode.TooManyRequests, (await http.PostAsync(url + path, null)).StatusCode);

        Assert.Equal(HttpStatusCode.TooManyRequests, (await http.PostAsync(url + path, null)).StatusCode);
        Assert.NotEqual(HttpStatusCode.TooManyRequests, (await http.GetAsync($"{url}/signin")).StatusCode);
    }

    [Theory]
    [InlineData("Server:TrustedProxies:0=127.0.0.1", true)]
    [InlineData("Server:TrustedProxies:0=127.0.0.0/8", true)]
    [InlineData("Server:TrustedProxies:0=10.9.8.7", false)]
    [InlineData("Unused=1", false)]
    public async Task Address_ByXForwardedFor_CountsFromTrustedProxiesOnly(string setting, bool trusted)
    {
        var url = await ServerAsync("RequestsPerMinutePerAddress=2", setting);
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 4; i++)
        {
            using var http = new HttpClient();
            http.DefaultRequestHeaders.Add("X-Forwarded-For", $"203.0.113.{i}");
            statuses.Add((await http.GetAsync($"{url}/signin")).StatusCode);
        }

        Assert.Equal(trusted ? 0 : 2, statuses.Count(s => s == HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task Start_WithATrustedProxyThatIsNone_SaysWhich()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => fixture.StartServerAsync("--Server:TrustedProxies:0=my-proxy"));

        Assert.Contains("'my-proxy'", error.Message, StringComparison.Ordinal);
    }

    private async Task<string> ServerAsync(params string[] limits)
        => (await fixture.StartServerAsync([.. limits.Select(l => l.Contains(':', StringComparison.Ordinal) || l.StartsWith("Unused", StringComparison.Ordinal) ? $"--{l}" : $"--Limits:{l}")])).Urls.First();

    private static async Task<(HttpStatusCode Status, int Retry, JsonNode? Body)> PostAsync(string url, string key)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = JsonContent.Create(Ping) };
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var answer = await http.SendAsync(request);
        var limited = answer.StatusCode == HttpStatusCode.TooManyRequests;
        return (answer.StatusCode, (int)(answer.Headers.RetryAfter?.Delta?.TotalSeconds ?? 0), limited ? JsonNode.Parse(await answer.Content.ReadAsStringAsync()) : null);
    }
}
