using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace DeployMcp.Tests.EndToEnd;

/// <summary>An agent's connection, through the C# client.</summary>
public sealed class McpSession(McpClient client) : IAsyncDisposable
{
    public static async Task<McpSession> ConnectAsync(string url, string apiKey)
        => new(await McpClient.CreateAsync(new HttpClientTransport(new HttpClientTransportOptions
        {
            Endpoint = new Uri(url),
            AdditionalHeaders = new Dictionary<string, string> { ["Authorization"] = $"Bearer {apiKey}" },
        })));

    public McpClient Client => client;

    /// <summary>The structured content of a call that must succeed.</summary>
    public async Task<JsonNode> CallAsync(string tool, object? arguments = null)
    {
        var result = await CallRawAsync(tool, arguments);
        return result.IsError == true
            ? throw new InvalidOperationException($"{tool} failed: {Text(result)}")
            : JsonNode.Parse(JsonSerializer.Serialize(result.StructuredContent))!;
    }

    /// <summary>The text of a call that must succeed.</summary>
    public async Task<string> CallTextAsync(string tool, object? arguments = null)
    {
        var result = await CallRawAsync(tool, arguments);
        return result.IsError == true ? throw new InvalidOperationException($"{tool} failed: {Text(result)}") : Text(result);
    }

    /// <summary>The text of a call that must fail.</summary>
    public async Task<string> CallExpectingErrorAsync(string tool, object? arguments = null)
    {
        var result = await CallRawAsync(tool, arguments);
        return result.IsError == true ? Text(result) : throw new InvalidOperationException($"{tool} was expected to fail, and said: {Text(result)}");
    }

    /// <summary>Asks get_service until its status is one of these.</summary>
    public async Task<JsonNode> WaitForStatusAsync(string service, params string[] statuses)
    {
        JsonNode? last = null;
        await Eventually.TrueAsync(
            async () =>
            {
                last = await CallAsync("get_service", new { name = service, deploy_log_lines = 100, runtime_log_lines = 50 });
                return statuses.Contains((string?)last["status"]);
            },
            TimeSpan.FromSeconds(120),
            () => $"{service} did not become {string.Join(" or ", statuses)}: {last}");
        return last!;
    }

    public ValueTask DisposeAsync() => client.DisposeAsync();

    private async Task<CallToolResult> CallRawAsync(string tool, object? arguments)
    {
        var given = JsonSerializer.SerializeToElement(arguments ?? new { });
        return await client.CallToolAsync(tool, given.EnumerateObject().ToDictionary(p => p.Name, p => (object?)p.Value));
    }

    private static string Text(CallToolResult result) => string.Join("\n", result.Content.OfType<TextContentBlock>().Select(c => c.Text));
}
