using DeployMcp.Platform.Git;
using DeployMcp.Platform.Identity;
using DeployMcp.Platform.Runtimes;
using DeployMcp.Platform.Secrets;
using DeployMcp.Server.Services;
using DeployMcp.Workflows.Deployments;

namespace DeployMcp.Server;

internal static class PlatformSetup
{
    /// <summary>The world outside: the git server, the runtime that services run on, the key that variables are encrypted with, who signs people in.</summary>
    public static WebApplicationBuilder AddPlatformAdapters(this WebApplicationBuilder builder)
    {
        builder.Services.AddSecretCipher(builder.Configuration).AddGitPlatform(builder.Configuration);
        builder.Services.AddSignInProviders(builder.Configuration, builder.Environment);
        AddRunLogs(builder.Services, builder.Configuration);
        return builder;
    }

    /// <summary><c>Runtime:Kind=deployer</c>: the runtime can't be reached from here, and the deployer is asked. Else from the runtime itself.</summary>
    private static void AddRunLogs(IServiceCollection services, ConfigurationManager configuration)
    {
        if (configuration["Runtime:Kind"] == "deployer")
        {
            services.AddSingleton<RunLogWorkflowClient>().AddSingleton<IRunLogs, DeployerRunLogs>();
            return;
        }

        services.AddServiceRuntime(configuration).AddTransient<IRunLogs>(s => s.GetRequiredService<IServiceRuntime>());
    }
}
