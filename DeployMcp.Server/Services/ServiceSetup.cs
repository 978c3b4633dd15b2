using DeployMcp.Server.Calls;
using DeployMcp.Workflows.Deployments;

namespace DeployMcp.Server.Services;

internal static class ServiceSetup
{
    public static WebApplicationBuilder AddServiceFeatures(this WebApplicationBuilder builder)
    {
        builder.Services
            .AddSingleton<ServiceSettings>()
            .AddSingleton<DeploymentWorkflowClient>()
            .AddSingleton<DeploymentStarter>()
            .AddSingleton<BranchResolver>()
            .AddSingleton<ServiceDifferences>()
            .AddSingleton<ServiceWiring>()
            .AddSingleton<RuntimeLogs>()
            .AddSingleton<DeploymentWait>()
            .AddSingleton<AuditTrail>()
            .AddSingleton<CreateService>()
            .AddSingleton<ListServices>()
            .AddSingleton<GetService>()
            .AddSingleton<GetDeployment>()
            .AddSingleton<RedeployService>()
            .AddSingleton<UpdateService>()
            .AddSingleton<RollbackService>()
            .AddSingleton<CancelDeployment>()
            .AddSingleton<DeleteService>();
        return builder;
    }
}
