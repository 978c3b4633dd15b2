using DeployMcp.Data.Sql;
using DeployMcp.DeployerServer.GitHub;
using DeployMcp.ServiceDefaults;
using DeployMcp.ServiceDefaults.Workflows;

namespace DeployMcp.DeployerServer;

/// <summary>Receives git webhooks: verifies, deduplicates, starts the workflow, returns. Nothing else is answered.</summary>
public static class Program
{
    public static async Task Main(string[] args)
    {
        await using var app = Build(args);
        await app.RunAsync();
    }

    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.AddServiceDefaults();
        builder.AddNpgsqlDataSource("deploymcp");
        builder.AddWorkflowClient();
        builder.Services.AddDataStores();
        builder.AddGitHubWebhooks();

        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapHealthChecks("/healthz");
        return app.MapGitHubWebhooks();
    }
}
