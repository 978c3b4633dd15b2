using System.Net.Http.Headers;
using System.Text;

namespace DeployMcp.Benchmarks.ListServices;

/// <summary>The handshake of the revisions before 2026-07-28.</summary>
internal static class McpSession
{
    private const string Initialize =
        """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"benchmarks","version":"1.0.0"}}}""";

    private const string Initialized = """{"jsonrpc":"2.0","method":"notifications/initialized"}""";

    /// <summary>The session's id; null where the server keeps none.</summary>
    public static async Task<string?> OpenAsync(Uri endpoint, string apiKey)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        http.DefaultRequestHeaders.Accept.ParseAdd("application/json, text/event-stream");
        using var answer = await PostAsync(http, endpoint, Initialize, sessionId: null);
        var sessionId = answer.Headers.TryGetValues("Mcp-Session-Id", out var ids) ? ids.Single() : null;
        using var acknowledged = await PostAsync(http, endpoint, Initialized, sessionId);
        return sessionId;
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient http, Uri endpoint, string body, string? sessionId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("MCP-Protocol-Version", McpRequests.WithInitialize);
        if (sessionId is not null)
            request.Headers.Add("Mcp-Session-Id", sessionId);

        var answer = await http.SendAsync(request);
        return answer.EnsureSuccessStatusCode();
    }
}
