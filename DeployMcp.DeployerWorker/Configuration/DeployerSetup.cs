using DeployMcp.Data.Sql;
using DeployMcp.DeployerWorker.Deployments;
using DeployMcp.DeployerWorker.Deployments.Logs;
using DeployMcp.DeployerWorker.Deployments.Sources;
using DeployMcp.DeployerWorker.Deployments.Steps;
using DeployMcp.DeployerWorker.Reconciliation;
using DeployMcp.DeployerWorker.Resources;
using DeployMcp.DeployerWorker.Telemetry;
using DeployMcp.Platform.Artifacts;
using DeployMcp.Platform.Builders;
using DeployMcp.Platform.Builders.Images;
using DeployMcp.Platform.Databases;
using DeployMcp.Platform.Git;
using DeployMcp.Platform.GitHub;
using DeployMcp.Platform.Runtimes;
using DeployMcp.Platform.Secrets;
using DeployMcp.ServiceDefaults.Workflows;
using DeployMcp.Workflows;
using DeployMcp.Workflows.Deployments;
using DeployMcp.Workflows.Resources;
using Temporalio.Extensions.Hosting;

namespace DeployMcp.DeployerWorker.Configuration;

internal static class DeployerSetup
{
    /// <exception cref="InvalidOperationException">One sentence that says which setting is missing or wrong.</exception>
    public static void AddDeployer(this WebApplicationBuilder builder)
    {
        builder.Services.AddDeployment(builder.Configuration).AddHostedService<LeftoverSweep>();
        builder.AddWorkflowWorker(TaskQueues.Deployer(builder.Configuration["Deployer:Region"] ?? TaskQueues.DefaultRegion))
            .AddWorkflow<DeployServiceWorkflow>()
            .AddWorkflow<DeleteServiceWorkflow>()
            .AddWorkflow<ReadRunLogWorkflow>()
            .AddSingletonActivities<DeployActivities>()
            .AddSingletonActivities<DeleteActivities>()
            .AddSingletonActivities<RunLogActivities>()
            .AddSingletonActivities<TenantActivities>()
            .AddWorkflow<ProvisionResourceWorkflow>()
            .AddWorkflow<RemoveResourceWorkflow>()
            .AddWorkflow<MeasureResourceWorkflow>()
            .AddSingletonActivities<ResourceActivities>();
        builder.Services.AddHostedService<ResourceSweep>().AddHostedService<UnstartedSweep>().AddHostedService<ReconciliationLoop>().AddHostedService<StorageSweep>();
    }

    /// <summary>All that activities and reconciliation are made of, without what runs them.</summary>
    public static IServiceCollection AddDeployment(this IServiceCollection services, IConfiguration configuration)
    {
        var options = BuildSettings.Read(configuration);
        return services
            .AddDataStores()
            .AddSecretCipher(configuration)
            .AddGitPlatform(configuration)
            .AddGitHubApp(configuration)
            .AddServiceRuntime(configuration)
            .AddResources(configuration)
            .AddSingleton(options)
            .AddBuilders(configuration)
            .AddSingleton<ArtifactStore>()
            .AddSingleton<ReleaseRemoval>()
            .AddSingleton(new BuildQueue(options.Concurrency))
            .AddSingleton(new ServiceUrls(configuration["Edge:PublicUrl"] ?? ServiceUrls.Default))
            .AddMetrics()
            .AddSingleton<DeploymentMetrics>()
            .AddSingleton<DeploymentLogs>()
            .AddSingleton<ServiceSources>()
            .AddSingleton<GitHubSources>()
            .AddSingleton<ServiceVariables>()
            .AddSingleton<Releases>()
            .AddSingleton<ReleaseNames>()
            .AddSingleton<KeptReleases>()
            .AddSingleton<CacheFolders>()
            .AddSingleton<Traffic>()
            .AddSingleton<RunningBuilds>()
            .AddSingleton<Heartbeats>()
            .AddSingleton<PlatformFaults>()
            .AddSingleton<DeploymentScope>()
            .AddSingleton<ResolveCommit>()
            .AddSingleton<BuildRelease>()
            .AddSingleton<RestoreRelease>()
            .AddSingleton<ProvisionResources>()
            .AddSingleton<Rollout>()
            .AddSingleton<FinishDeployment>()
            .AddSingleton<DeploymentWorkflowClient>()
            .AddSingleton(ReconciliationSettings.Read(configuration))
            .AddSingleton<RuntimeReconciler>();
    }

    /// <summary>All that makes and removes databases, without what runs it.</summary>
    internal static IServiceCollection AddResources(this IServiceCollection services, IConfiguration configuration) => services
        .AddDatabases(configuration)
        .AddSingleton<ResourceProvisioning>()
        .AddSingleton<ResourceRemoval>()
        .AddSingleton<ResourceMeasurement>()
        .AddSingleton(OrphanSettings.Read(configuration))
        .AddSingleton<OrphanDatabases>()
        .AddSingleton<ResourceWorkflowClient>();
}
