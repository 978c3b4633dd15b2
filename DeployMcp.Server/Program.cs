using DeployMcp.Data.Sql;
using DeployMcp.Server.Accounts;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Calls;
using DeployMcp.Server.GitHub;
using DeployMcp.Server.GraphQL;
using DeployMcp.Server.Keys;
using DeployMcp.Server.Limits;
using DeployMcp.Server.Mcp;
using DeployMcp.Server.OAuth;
using DeployMcp.Server.Resources;
using DeployMcp.Server.Services;
using DeployMcp.Server.Web;
using DeployMcp.ServiceDefaults;
using DeployMcp.ServiceDefaults.Workflows;

namespace DeployMcp.Server;

/// <summary>
/// The product API: MCP for agents, pages for people; <c>--role</c> limits it to one of them. <c>migrate</c> as first argument
/// prepares the database instead.
/// </summary>
public static class Program
{
    public static async Task Main(string[] args)
        => await (MigrateCommand.IsAsked(args) ? MigrateCommand.RunAsync(args) : Build(args).RunAsync());

    public static WebApplication Build(string[] args)
    {
        var role = ServerRoles.Of(args);
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.AddServiceDefaults();
        builder.AddNpgsqlDataSource("deploymcp", configureDataSourceBuilder: source => source.ConnectionStringBuilder.MaxAutoPrepare = 64);
        builder.AddWorkflowClient();
        builder.Services.AddDataStores();
        builder.AddPlatformAdapters().AddLimits().AddKeyCheck().AddAccountFeatures().AddKeyFeatures().AddGitHubFeatures().AddResourceFeatures().AddServiceFeatures();
        builder.AddTools().AddGraphQL().AddWeb().AddOAuth();

        var app = builder.Build();
        app.UseTrustedProxies().UsePlainErrors().UseKeyCheck();
        app.MapDefaultEndpoints();
        app.MapMetadata();
        return Map(app, role);
    }

    private static WebApplication Map(WebApplication app, ServerRole role) => role switch
    {
        ServerRole.Mcp => app.MapTools(),
        ServerRole.Api => MapApi(app),
        _ => MapApi(app.MapTools()),
    };

    private static WebApplication MapApi(WebApplication app) => app.MapGraphQL().MapWeb().MapOAuth().MapDevelopmentUsers();
}
