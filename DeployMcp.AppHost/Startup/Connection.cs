using DeployMcp.AppHost.Settings;

namespace DeployMcp.AppHost.Startup;

/// <summary>What a client needs to know, as it stands in <c>connection.json</c>.</summary>
internal sealed record Connection(string McpUrl, string ApiKey, string GitUrl, string EdgeUrl, string GraphqlUrl, string DashboardUrl)
{
    public static Connection Of(Embedded embedded) => new(
        $"http://localhost:{embedded.Ports.Server}/mcp",
        embedded.Secrets.ApiKey,
        $"http://localhost:{embedded.Ports.Git}",
        $"http://{{name}}.localhost:{embedded.Ports.Edge}",
        $"http://localhost:{embedded.Ports.Server}/graphql",
        "http://localhost:18888");

    public string ToBlock(string file) =>
        $"""

        Deploy MCP is ready
          MCP        {McpUrl}
          API key    {ApiKey}
          Git        {GitUrl}
          Services   {EdgeUrl}
          Dashboard  {DashboardUrl}
          Claude     claude mcp add --transport http deploy-mcp {McpUrl} --header "Authorization: Bearer {ApiKey}"
          The same in {file}

        """;
}
