using DeployMcp.Data.Sql;
using DeployMcp.Platform.Git;
using DeployMcp.ServiceDefaults.Workflows;
using DeployMcp.Workflows;
using DeployMcp.Workflows.Accounts;
using DeployMcp.Workflows.Deployments;
using Temporalio.Extensions.Hosting;

namespace DeployMcp.Worker.Accounts;

internal static class AccountSetup
{
    /// <summary>The account workflows and what they work with.</summary>
    public static WebApplicationBuilder AddAccountWorkflows(this WebApplicationBuilder builder)
    {
        builder.Services
            .AddDataStores()
            .AddGitPlatform(builder.Configuration)
            .AddSingleton<DeploymentWorkflowClient>()
            .AddSingleton<AccountWorkflowClient>()
            .AddHostedService<UnfinishedDeletions>();
        builder.AddWorkflowWorker(TaskQueues.Default)
            .AddWorkflow<ProvisionAccountWorkflow>()
            .AddWorkflow<DeleteAccountWorkflow>()
            .AddSingletonActivities<AccountActivities>()
            .AddSingletonActivities<AccountRemovalActivities>();
        return builder;
    }
}
