using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace DeployMcp.Tests.Server.GraphQL;

/// <summary>A program with a key.</summary>
public sealed class GraphQLClient(string serverUrl, string? key) : IDisposable
{
    private readonly HttpClient _http = new(new HttpClientHandler { UseCookies = false }) { BaseAddress = new Uri(serverUrl) };

    /// <summary>The whole answer: <c>data</c>, <c>errors</c>, or both.</summary>
    public async Task<JsonNode> SendAsync(string query, object? variables = null)
    {
        using var answer = await PostAsync(JsonContent.Create(new { query, variables }));
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    /// <summary>The <c>data</c> of a request that must succeed.</summary>
    public async Task<JsonNode> DataAsync(string query, object? variables = null)
    {
        var answer = await SendAsync(query, variables);
        return answer["errors"] is { } errors ? throw new InvalidOperationException($"{query} failed: {errors}") : answer["data"]!;
    }

    /// <summary>The first error of a request that must fail.</summary>
    public async Task<(string Code, string Message)> ErrorAsync(string query, object? variables = null)
    {
        var error = (await SendAsync(query, variables))["errors"]![0]!;
        return ((string)error["extensions"]!["code"]!, (string)error["message"]!);
    }

    public async Task<HttpResponseMessage> PostAsync(HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = content };
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await _http.SendAsync(request);
    }

    public async Task<HttpStatusCode> StatusAsync(HttpMethod method)
    {
        using var request = new HttpRequestMessage(method, "/graphql");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var answer = await _http.SendAsync(request);
        return answer.StatusCode;
    }

    public async Task WaitForStatusAsync(string service, string status)
    {
        JsonNode? last = null;
        await Eventually.TrueAsync(
            async () => (string?)(last = await DataAsync("query ($name: String!) { service(name: $name) { status newest { status log { lines } } } }", new { name = service }))["service"]!["status"] == status,
            TimeSpan.FromSeconds(60),
            () => $"{service} did not become {status}: {last}");
    }

    public void Dispose() => _http.Dispose();
}
