using DeployMcp.Data.Sql;
using DeployMcp.Platform.Git;
using DeployMcp.Platform.GitHub;
using DeployMcp.ServiceDefaults.Workflows;
using DeployMcp.Workflows;
using DeployMcp.Workflows.Accounts;
using DeployMcp.Workflows.Deployments;
using DeployMcp.Workflows.Resources;
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
            .AddGitHubApp(builder.Configuration)
            .AddSingleton<DeploymentWorkflowClient>()
            .AddSingleton<ResourceWorkflowClient>()
            .AddSingleton<AccountWorkflowClient>()
            .AddHostedService<UnfinishedDeletions>();
        builder.AddWorkflowWorker(TaskQueues.Default)
            .AddWorkflow<ProvisionAccountWorkflow>()
            .AddWorkflow<DeleteAccountWorkflow>()
            .AddWorkflow<GitHubInstallationSyncWorkflow>()
            .AddSingletonActivities<AccountActivities>()
            .AddSingletonActivities<AccountRemovalActivities>()
            .AddSingletonActivities<InstallationActivities>();
        return builder;
    }
}
