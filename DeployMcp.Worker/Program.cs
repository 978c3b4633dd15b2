using DeployMcp.Data.Sql;
using DeployMcp.ServiceDefaults;
using DeployMcp.ServiceDefaults.Workflows;
using DeployMcp.Worker.Accounts;
using DeployMcp.Workflows;
using DeployMcp.Workflows.Accounts;
using Temporalio.Extensions.Hosting;

namespace DeployMcp.Worker;

/// <summary>Works the account workflows; listens only for health probes.</summary>
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
        builder.Services.AddDataStores();
        builder.AddWorkflowWorker(TaskQueues.Default)
            .AddWorkflow<ProvisionAccountWorkflow>()
            .AddSingletonActivities<AccountActivities>();

        var app = builder.Build();
        return app.MapDefaultEndpoints();
    }
}
