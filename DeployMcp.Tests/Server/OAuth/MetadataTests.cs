using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DeployMcp.Tests.Server.Fixture;

namespace DeployMcp.Tests.Server.OAuth;

[Collection(ServerCollection.Name)]
public class MetadataTests(ServerFixture fixture)
{
    [Fact]
    public async Task Post_WithoutAKey_LeadsByItsChallengeToTheServersMetadata()
    {
        using var http = new HttpClient();
        using var refused = await http.PostAsync(fixture.McpUrl, JsonContent.Create(new { }));
        var place = refused.Headers.WwwAuthenticate.Single().Parameter!.Split('"')[1];

        var resource = JsonNode.Parse(await http.GetStringAsync(place))!;
        var issuer = (string)resource["authorization_servers"]!.AsArray().Single()!;
        var server = JsonNode.Parse(await http.GetStringAsync($"{issuer}/.well-known/oauth-authorization-server"))!;

        Assert.Equal(fixture.McpUrl, (string?)resource["resource"]);
        Assert.Equal(fixture.Url, issuer);
        Assert.Equal(issuer, (string?)server["issuer"]);
        Assert.Equal("S256", (string?)server["code_challenge_methods_supported"]!.AsArray().Single());
        Assert.True((bool)server["client_id_metadata_document_supported"]!);
        Assert.True((bool)server["authorization_response_iss_parameter_supported"]!);
        Assert.All(["authorization_endpoint", "token_endpoint", "registration_endpoint", "revocation_endpoint"], name => Assert.StartsWith(issuer, (string)server[name]!));
    }

    [Theory]
    [InlineData("oauth-protected-resource")]
    [InlineData("oauth-authorization-server")]
    [InlineData("openid-configuration")]
    public async Task Get_WithAndWithoutThePath_IsTheSame(string name)
    {
        using var http = fixture.Http();

        Assert.Equal(await http.GetStringAsync($"/.well-known/{name}"), await http.GetStringAsync($"/.well-known/{name}/mcp"));
    }

    [Fact]
    public async Task PublicUrl_WhenSet_IsTheIssuerAndItsHostIsAnswered()
    {
        var server = await fixture.StartServerAsync("--Server:PublicUrl=https://deploy.example/");
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{server.Urls.First()}/.well-known/oauth-protected-resource") { Headers = { Host = "deploy.example" } };

        using var answer = await http.SendAsync(request);
        var resource = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;

        Assert.Equal("https://deploy.example/mcp", (string?)resource["resource"]);
        Assert.Equal("https://deploy.example", (string?)resource["authorization_servers"]!.AsArray().Single());
    }

    [Theory]
    [InlineData("GET", "/.well-known/oauth-protected-resource/mcp")]
    [InlineData("GET", "/.well-known/oauth-authorization-server")]
    [InlineData("POST", "/oauth/register")]
    [InlineData("POST", "/oauth/token")]
    [InlineData("POST", "/oauth/revoke")]
    public async Task Preflight_FromAnyOrigin_IsAllowedWithoutCredentials(string method, string path)
    {
        using var answer = await PreflightAsync(method, path, "https://some-client.example");

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    [Theory]
    [InlineData("/oauth/authorize", "https://some-client.example")]
    [InlineData("/oauth/complete", "https://some-client.example")]
    [InlineData("/mcp", "https://some-client.example")]
    public async Task Preflight_ForWhatABrowsersSessionOpens_IsForbidden(string path, string origin)
    {
        using var answer = await PreflightAsync("POST", path, origin);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Mcp_ForAPageOfThisMachine_AllowsItsHeadersAndShowsTheChallenge()
    {
        using var preflight = await PreflightAsync("POST", "/mcp", "http://localhost:6274");
        using var http = fixture.Http();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp") { Content = JsonContent.Create(new { }) };
        request.Headers.Add("Origin", "http://localhost:6274");

        using var refused = await http.SendAsync(request);

        Assert.Equal("http://localhost:6274", preflight.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Contains("WWW-Authenticate", string.Join(',', refused.Headers.GetValues("Access-Control-Expose-Headers")), StringComparison.Ordinal);
        Assert.Equal("http://localhost:6274", refused.Headers.GetValues("Access-Control-Allow-Origin").Single());
    }

    private async Task<HttpResponseMessage> PreflightAsync(string method, string path, string origin)
    {
        using var http = fixture.Http();
        using var request = new HttpRequestMessage(HttpMethod.Options, path);
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", method);
        request.Headers.Add("Access-Control-Request-Headers", "authorization,content-type,mcp-protocol-version");
        return await http.SendAsync(request);
    }
}
