using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DeployMcp.Tests.Server.Fixture;

/// <summary>A client of 2026-07-28 that declares what it is told to and shows every message as it stands on the wire.</summary>
public sealed class StatelessCaller(string mcpUrl, string key) : IDisposable
{
    private const string Revision = "2026-07-28";

    private readonly HttpClient _http = new();

    /// <summary>Whether requests declare the extension <c>io.modelcontextprotocol/tasks</c>.</summary>
    public bool DeclaresTasks { get; set; } = true;

    /// <summary>The answer: a message with <c>result</c> or <c>error</c>.</summary>
    public async Task<JsonNode> SendAsync(string method, object parameters) => (await StreamAsync(method, parameters))[^1];

    public async Task<JsonNode> CallToolAsync(string name, object arguments) => (await SendAsync("tools/call", new { name, arguments }))["result"]!;

    /// <summary>Asks until it has ended.</summary>
    public async Task<JsonNode> EndOfAsync(string taskId)
    {
        JsonNode? task = null;
        await Eventually.TrueAsync(
            async () =>
            {
                task = (await SendAsync("tasks/get", new { taskId }))["result"];
                return (string?)task?["status"] is not "working";
            },
            TimeSpan.FromSeconds(60),
            () => $"The task did not end: {task}");
        return task!;
    }

    /// <summary>All messages of the answer, in their order.</summary>
    public async Task<IReadOnlyList<JsonNode>> StreamAsync(string method, object parameters, string? name = null)
    {
        var given = JsonSerializer.SerializeToNode(parameters)!.AsObject();
        given["_meta"] = new JsonObject
        {
            ["io.modelcontextprotocol/protocolVersion"] = Revision,
            ["io.modelcontextprotocol/clientInfo"] = new JsonObject { ["name"] = "tests", ["version"] = "1" },
            ["io.modelcontextprotocol/clientCapabilities"] = DeclaresTasks
                ? new JsonObject { ["extensions"] = new JsonObject { ["io.modelcontextprotocol/tasks"] = new JsonObject() } }
                : [],
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, mcpUrl)
        {
            Content = JsonContent.Create(new JsonObject { ["jsonrpc"] = "2.0", ["id"] = 7, ["method"] = method, ["params"] = given }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        request.Headers.Add("MCP-Protocol-Version", Revision);
        request.Headers.Add("Mcp-Method", method);
        if ((name ?? (string?)(given["taskId"] ?? given["name"])) is { } routing)
        {
            request.Headers.Add("Mcp-Name", routing);
        }

        using var response = await _http.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        return body.StartsWith('{')
            ? [JsonNode.Parse(body)!]
            : [.. body.Split('\n').Where(l => l.StartsWith("data: {", StringComparison.Ordinal)).Select(l => JsonNode.Parse(l["data: ".Length..])!)];
    }

    public void Dispose() => _http.Dispose();
}
