using System.Text.Json.Nodes;
using DeployMcp.Tests.Clients;

namespace DeployMcp.Tests.DeployerServer.GitHub;

/// <summary>Payloads as GitHub sends them, from the npm package <c>@octokit/webhooks-examples</c>.</summary>
internal static class GitHubExamples
{
    private static readonly NpmInstallation Package = NpmInstallation.OfPackages("octokit-webhooks-examples", "@octokit/webhooks-examples@7.6.1");

    /// <summary>All examples of all events.</summary>
    public static async Task<IReadOnlyList<(string Event, JsonObject Payload)>> AllAsync()
    {
        var file = Path.Combine(await Package.InstallAsync(), "node_modules", "@octokit", "webhooks-examples", "api.github.com", "index.json");
        return [.. JsonNode.Parse(await File.ReadAllTextAsync(file))!.AsArray()
            .SelectMany(e => e!["examples"]!.AsArray().Select(p => ((string)e["name"]!, p!.AsObject())))];
    }

    /// <summary>The first example of that event and action.</summary>
    public static async Task<JsonObject> FindAsync(string name, string action)
        => (JsonObject)(await AllAsync()).First(e => e.Event == name && (string?)e.Payload["action"] == action).Payload.DeepClone();
}
