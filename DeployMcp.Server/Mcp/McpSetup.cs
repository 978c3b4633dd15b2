using DeployMcp.Server.Auth;
using DeployMcp.Server.Mcp.Guide;
using DeployMcp.Server.Mcp.Tasks;
using DeployMcp.Server.OAuth;
using ModelContextProtocol.Protocol;

namespace DeployMcp.Server.Mcp;

internal static class McpSetup
{
    /// <summary>Room for 200 variables of full length, and little more.</summary>
    private const long MaxRequestBytes = 16 * 1024 * 1024;

    private const string Instructions =
        "Deploys git repos to live URLs. From nothing: create_repo, get_git_token, git push, create_service, then get_service until status is active or failed. "
        + "Later pushes to the branch redeploy by themselves. A failure names its evidence and the next call to make. "
        + "An app with a database: create_service with resources. update_service changes settings, rollback_service goes back to the version before.";

    public static WebApplicationBuilder AddTools(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = MaxRequestBytes);
        builder.Services.AddToolClasses().AddSingleton<ServiceAnswers>();
        builder.Services.AddSingleton<IToolArgumentRules, CreateServiceRules>().AddSingleton<IToolArgumentRules, UpdateServiceRules>().AddSingleton<IToolArgumentRules, CreateResourceRules>();
        builder.Services
            .AddMcpServer(options =>
            {
                options.ServerInfo = new Implementation { Name = "deploy-mcp", Title = "Deploy MCP", Version = Version };
                options.ServerInstructions = Instructions;
            })
            .WithHttpTransport()
            .WithTools(ToolCatalog.All)
            .WithResources<GuideResources>()
            .WithPrompts<GuidePrompts>()
            .WithRequestFilters(filters => filters.AddCallToolFilter(ToolCallFilter.Wrap))
            .WithTasks<DeploymentTasks>();
        return builder;
    }

    public static WebApplication MapTools(this WebApplication app)
    {
        app.MapMcp(Issuer.McpPath).RequireAuthorization().RequireAllowedOrigin();
        return app;
    }

    private static string Version => typeof(McpSetup).Assembly.GetName().Version!.ToString(3);
}
