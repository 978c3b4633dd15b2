using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace DeployMcp.Tests.Server.OAuth;

/// <summary>A client whose every parameter a test may bend: null leaves one out.</summary>
public sealed class TestClient(string url, string id, string? secret, string redirectUri) : IDisposable
{
    public const string Redirect = "http://127.0.0.1:7777/callback";

    private readonly HttpClient _http = new() { BaseAddress = new Uri(url) };

    /// <summary>The server's.</summary>
    public string Url => url;

    public string Id => id;

    public string? Secret => secret;

    public string RedirectUri => redirectUri;

    public string Resource => $"{url}/mcp";

    public string Verifier { get; } = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public string Challenge => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    public static async Task<TestClient> RegisterAsync(string url, string redirectUri = Redirect, string? name = "Test Client", string method = "none")
    {
        using var http = new HttpClient();
        using var answer = await http.PostAsJsonAsync($"{url}/oauth/register", new { client_name = name, redirect_uris = new[] { redirectUri }, token_endpoint_auth_method = method });
        var made = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.True(answer.StatusCode == HttpStatusCode.Created, made.ToJsonString());
        return new TestClient(url, (string)made["client_id"]!, (string?)made["client_secret"], redirectUri);
    }

    public string AuthorizeUrl(params (string Name, string? Value)[] changes)
        => QueryHelpers.AddQueryString("/oauth/authorize", Merge(
            [
                ("response_type", "code"), ("client_id", id), ("redirect_uri", redirectUri), ("state", "st-1"), ("scope", "read deploy admin"),
                ("code_challenge", Challenge), ("code_challenge_method", "S256"), ("resource", Resource),
            ],
            changes));

    /// <summary>From the question to the code, which the browser's person gives.</summary>
    public async Task<string> CodeAsync(Browser browser, string? scope = null, string? project = null)
        => (await browser.AnswerAsync(await browser.OpenAsync(AuthorizeUrl()), scope: scope, project: project)).Answer["code"];

    public Task<TokenReply> RedeemAsync(string code, params (string Name, string? Value)[] changes)
        => PostAsync("/oauth/token", Merge(
            [
                ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirectUri), ("code_verifier", Verifier),
                ("client_id", id), ("client_secret", secret), ("resource", Resource),
            ],
            changes));

    public Task<TokenReply> RefreshAsync(string token, params (string Name, string? Value)[] changes)
        => PostAsync("/oauth/token", Merge([("grant_type", "refresh_token"), ("refresh_token", token), ("client_id", id), ("client_secret", secret), ("resource", Resource)], changes));

    public Task<TokenReply> RevokeAsync(string token, params (string Name, string? Value)[] changes)
        => PostAsync("/oauth/revoke", Merge([("token", token), ("client_id", id), ("client_secret", secret)], changes));

    public async Task<TokenReply> PostAsync(string path, IEnumerable<KeyValuePair<string, string?>> form, string? authorization = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form!) };
        request.Headers.Authorization = authorization is null ? null : AuthenticationHeaderValue.Parse(authorization);
        using var answer = await _http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return new TokenReply(answer.StatusCode, text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!, answer.Headers.CacheControl?.NoStore is true);
    }

    /// <summary>Whether the key opens the MCP endpoint, as of the next request.</summary>
    public async Task<HttpStatusCode> TryKeyAsync(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp") { Content = JsonContent.Create(new { jsonrpc = "2.0", id = 1, method = "ping" }) };
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var answer = await _http.SendAsync(request);
        return answer.StatusCode;
    }

    public void Dispose() => _http.Dispose();

    private static Dictionary<string, string?> Merge(IEnumerable<(string Name, string? Value)> proposed, IEnumerable<(string Name, string? Value)> changes)
    {
        var merged = proposed.ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal);
        foreach (var (name, value) in changes)
            merged[name] = value;
        return merged.Where(p => p.Value is not null).ToDictionary(StringComparer.Ordinal);
    }
}

/// <param name="IsNeverStored">Whether caches are told not to keep it.</param>
public sealed record TokenReply(HttpStatusCode Status, JsonNode Json, bool IsNeverStored)
{
    public string? Error => (string?)Json["error"];

    public string AccessToken => (string?)Json["access_token"] ?? throw new InvalidOperationException($"No token: {Json}");

    public string RefreshToken => (string)Json["refresh_token"]!;
}
