using System.Text;

namespace DeployMcp.Benchmarks.ListServices;

/// <summary>The call of list_services as bytes, in the forms in which clients send it.</summary>
internal static class McpRequests
{
    public const string Stateless = "2026-07-28";
    public const string WithInitialize = "2025-06-18";

    private const string Meta =
        """{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{},"io.modelcontextprotocol/clientInfo":{"name":"benchmarks","version":"1.0.0"}}""";

    /// <summary>Revision 2026-07-28: everything in the request itself.</summary>
    public static byte[] InStatelessForm(Uri endpoint, string apiKey)
        => Post(
            endpoint,
            [$"Authorization: Bearer {apiKey}", $"MCP-Protocol-Version: {Stateless}", "Mcp-Method: tools/call", "Mcp-Name: list_services"],
            $$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"list_services","arguments":{},"_meta":{{{Meta}}}}}""");

    /// <summary>Revision 2025-06-18.</summary>
    /// <param name="apiKey">Null where the server asks for none.</param>
    /// <param name="sessionId">What the server gave in answer to initialize; null where it keeps no sessions.</param>
    public static byte[] InInitializedForm(Uri endpoint, string? apiKey, string? sessionId)
        => Post(
            endpoint,
            [
                .. apiKey is null ? Array.Empty<string>() : [$"Authorization: Bearer {apiKey}"],
                .. sessionId is null ? Array.Empty<string>() : [$"Mcp-Session-Id: {sessionId}"],
                $"MCP-Protocol-Version: {WithInitialize}",
            ],
            """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"list_services","arguments":{}}}""");

    public static byte[] Get(Uri address) => Encoding.ASCII.GetBytes($"GET {address.PathAndQuery} HTTP/1.1\r\nHost: {address.Authority}\r\nAccept: application/json\r\n\r\n");

    private static byte[] Post(Uri endpoint, IEnumerable<string> headers, string body)
    {
        string[] lines =
        [
            $"POST {endpoint.PathAndQuery} HTTP/1.1",
            $"Host: {endpoint.Authority}",
            "Content-Type: application/json",
            "Accept: application/json, text/event-stream",
            $"Content-Length: {Encoding.UTF8.GetByteCount(body)}",
            .. headers,
        ];
        return Encoding.UTF8.GetBytes($"{string.Join("\r\n", lines)}\r\n\r\n{body}");
    }
}
