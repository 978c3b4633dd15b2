using System.Text.Json;
using System.Text.Json.Nodes;
using DeployMcp.Benchmarks.Processes;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace DeployMcp.Benchmarks.Platform;

/// <summary>An agent's connection to the platform, through the official C# client.</summary>
public sealed class AgentSession(McpClient client) : IAsyncDisposable
{
    public static async Task<AgentSession> ConnectAsync(PlatformConnection connection)
        => new(await McpClient.CreateAsync(new HttpClientTransport(new HttpClientTransportOptions
        {
            Endpoint = new Uri(connection.McpUrl),
            AdditionalHeaders = new Dictionary<string, string>(StringComparer.Ordinal) { ["Authorization"] = $"Bearer {connection.ApiKey}" },
        })));

    /// <summary>The structured content of a call.</summary>
    /// <exception cref="InvalidOperationException">The tool answered with an error.</exception>
    public async Task<JsonNode> CallAsync(string tool, IReadOnlyDictionary<string, object?>? arguments = null)
    {
        var result = await client.CallToolAsync(tool, arguments ?? new Dictionary<string, object?>(StringComparer.Ordinal));
        return result.IsError == true
            ? throw new InvalidOperationException($"{tool}: {string.Join('\n', result.Content.OfType<TextContentBlock>().Select(c => c.Text))}")
            : JsonNode.Parse(JsonSerializer.Serialize(result.StructuredContent))!;
    }

    /// <summary>A new repository, pushed to with the token that belongs to it.</summary>
    public async Task<RemoteRepository> CreateRepositoryAsync(string name)
    {
        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal) { ["name"] = name };
        await CallAsync("create_repo", arguments);
        var token = await CallAsync("get_git_token", arguments);
        return new RemoteRepository((string)token["url"]!, (string)token["token"]!);
    }

    public Task<JsonNode> CreateServiceAsync(string repository, string name, int waitSeconds = 0, params string[] resources)
        => CallAsync(
            "create_service",
            new Dictionary<string, object?>(StringComparer.Ordinal) { ["repo"] = repository, ["name"] = name, ["wait_seconds"] = waitSeconds, ["resources"] = resources });

    /// <summary>Until the service's newest deployment is this commit's and active.</summary>
    public Task WaitUntilActiveAsync(string service, string commit)
    {
        JsonNode? last = null;
        return Poll.UntilAsync(
            async () =>
            {
                last = await CallAsync("get_service", new Dictionary<string, object?>(StringComparer.Ordinal) { ["name"] = service, ["deploy_log_lines"] = 50 });
                return (string?)last["status"] == "failed"
                    ? throw new InvalidOperationException($"{service} failed: {last}")
                    : (string?)last["status"] == "active" && (string?)last["deployment"]?["commit"] == commit;
            },
            TimeSpan.FromSeconds(120),
            () => $"{service} did not become active: {last}",
            everyMilliseconds: 100);
    }

    public ValueTask DisposeAsync() => client.DisposeAsync();
}

/// <param name="Token">Empty where none is needed.</param>
public sealed record RemoteRepository(string Url, string Token = "");
