using DeployMcp.Workflows.Resources;

namespace DeployMcp.Server.Resources;

internal static class ResourceSetup
{
    /// <summary>The features around databases.</summary>
    public static WebApplicationBuilder AddResourceFeatures(this WebApplicationBuilder builder)
    {
        builder.Services
            .AddSingleton<ResourceSettings>()
            .AddSingleton<ResourceWorkflowClient>()
            .AddSingleton<ResourceStarter>()
            .AddSingleton<ResourceOrders>()
            .AddSingleton<ResourceWait>()
            .AddSingleton<CreateResource>()
            .AddSingleton<ListResources>()
            .AddSingleton<GetResource>()
            .AddSingleton<DeleteResource>();
        return builder;
    }
}
