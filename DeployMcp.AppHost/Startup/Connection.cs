using DeployMcp.AppHost.Settings;

namespace DeployMcp.AppHost.Startup;

/// <summary>What a client needs to know, as it stands in <c>connection.json</c>.</summary>
internal sealed record Connection(string McpUrl, string ApiKey, string GitUrl, string EdgeUrl, string GraphqlUrl, string DashboardUrl)
{
    public static Connection Of(Embedded embedded) => new(
        $"http://localhost:{embedded.Ports.Server}/mcp",
        embedded.Secrets.ApiKey,
        $"http://localhost:{embedded.Ports.Git}",
        embedded.ServiceUrl.Replace("{host}", "{name}", StringComparison.Ordinal),
        $"http://localhost:{embedded.Ports.Server}/graphql",
        DashboardSettings.Url(embedded.Ports));

    public string ToBlock(string file, string dashboardState) =>
        $"""

        Deploy MCP is ready
          MCP        {McpUrl}
          API key    {ApiKey}
          Pages      {new Uri(new Uri(McpUrl), "/")}
          Git        {GitUrl}
          Services   {EdgeUrl}
          Dashboard  {DashboardUrl}{dashboardState}
          Claude     claude mcp add --transport http deploy-mcp {McpUrl} --header "Authorization: Bearer {ApiKey}"
          The same in {file}

        """;
}
