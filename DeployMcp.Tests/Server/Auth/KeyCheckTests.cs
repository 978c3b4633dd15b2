using System.Net;
using System.Net.Http.Json;
using DeployMcp.Data.Keys;
using DeployMcp.Tests.Server.Fixture;

namespace DeployMcp.Tests.Server.Auth;

[Collection(ServerCollection.Name)]
public class KeyCheckTests(ServerFixture fixture)
{
    private static readonly object Ping = new { jsonrpc = "2.0", id = 1, method = "ping" };

    public static TheoryData<string?> BadAuthorizations() => new(
        null, "Bearer", "Bearer ", "Bearer nonsense", "Bearer dk_live_short", "Basic ZGV2OmRldg==", $"Bearer {ApiKeyFormat.New().Reveal()}");

    [Theory]
    [MemberData(nameof(BadAuthorizations))]
    public async Task Post_WithoutALiveKey_Is401WithAChallengeAndNothingElse(string? authorization)
    {
        using var answer = await PostAsync(authorization);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(
            $"Bearer resource_metadata=\"{fixture.Url}/.well-known/oauth-protected-resource/mcp\", scope=\"read deploy admin\"", answer.Headers.WwwAuthenticate.ToString());
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Post_WithALiveKey_IsAnswered()
    {
        using var answer = await PostAsync($"Bearer {(await fixture.AddUserAsync()).Key}");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Post_WithTheKeyInTheUrl_Is401EvenWhenTheHeaderIsRight()
    {
        var key = (await fixture.AddUserAsync()).Key;

        using var alone = await PostAsync(authorization: null, $"/mcp?api_key={key}");
        using var besides = await PostAsync($"Bearer {key}", $"/mcp?x=dk%5Flive%5F{key[8..]}");

        Assert.Equal(HttpStatusCode.Unauthorized, alone.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, besides.StatusCode);
    }

    [Fact]
    public async Task Post_WithAKeyThatWasRememberedAndIsRevoked_Is401AtOnce()
    {
        var (user, key) = await fixture.AddUserAsync();
        using (var before = await PostAsync($"Bearer {key}"))
        {
            Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        }

        var keys = fixture.Get<ApiKeyStore>();
        var live = await keys.VerifyAsync(new(key), from: null);
        await keys.RevokeAsync(user.Id, live!.Id);

        await Eventually.TrueAsync(
            async () =>
            {
                using var answer = await PostAsync($"Bearer {key}");
                return answer.StatusCode == HttpStatusCode.Unauthorized;
            },
            TimeSpan.FromSeconds(2),
            () => "A revoked key still worked after 2 s.");
    }

    [Theory]
    [InlineData("evil.example", null, HttpStatusCode.Forbidden)]
    [InlineData("localhost.evil.example", null, HttpStatusCode.Forbidden)]
    [InlineData("localhost", "http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("localhost", "null", HttpStatusCode.Forbidden)]
    [InlineData("localhost", "http://localhost:6274", HttpStatusCode.OK)]
    [InlineData("127.0.0.1", null, HttpStatusCode.OK)]
    [InlineData("[::1]", null, HttpStatusCode.OK)]
    public async Task Post_ByHostAndOrigin_IsRefusedUnlessTheyAreThisMachines(string host, string? origin, HttpStatusCode expected)
    {
        using var answer = await PostAsync($"Bearer {(await fixture.AddUserAsync()).Key}", host: host, origin: origin);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task Post_OfAHostThatSettingsAllow_IsAnswered()
    {
        var server = await fixture.StartServerAsync("--Mcp:AllowedHosts:0=mcp.example.com");

        using var answer = await PostAsync(
            $"Bearer {(await fixture.AddUserAsync()).Key}", server.Urls.First() + "/mcp", host: "mcp.example.com", origin: "https://mcp.example.com");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Get_OfAnythingElse_IsAPlain404()
    {
        using var http = fixture.Http();

        using var answer = await http.GetAsync("/admin");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Post_OfABodyBeyondTheLimit_Is413WithNothingOfTheServersInside()
    {
        using var http = fixture.Http((await fixture.AddUserAsync()).Key);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp") { Content = new ByteArrayContent(new byte[17 * 1024 * 1024]) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        request.Headers.ExpectContinue = true;

        using var answer = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/alive")]
    public async Task Get_OfAProbe_NeedsNoKeyAndNoHost(string path)
    {
        using var http = fixture.Http();
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = "10.0.0.7" } };

        using var answer = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private async Task<HttpResponseMessage> PostAsync(string? authorization, string path = "/mcp", string? host = null, string? origin = null)
    {
        using var http = fixture.Http();
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(Ping) };
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        request.Headers.Host = host;
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        return await http.SendAsync(request);
    }
}
