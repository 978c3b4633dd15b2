using DeployMcp.Data.Sql;
using DeployMcp.GitServer.Api;
using DeployMcp.GitServer.Auth;
using DeployMcp.GitServer.Pushes;
using DeployMcp.GitServer.Repositories;
using DeployMcp.GitServer.SmartHttp;
using DeployMcp.Workflows.Deployments;

namespace DeployMcp.GitServer;

public static class GitServerExtensions
{
    /// <summary>Everything but the data source and the workflow client, which have to be registered too.</summary>
    public static IHostApplicationBuilder AddGitServer(this IHostApplicationBuilder builder)
    {
        builder.Services
            .AddSingleton(builder.Configuration.GetGitServerOptions())
            .AddDataStores()
            .AddSingleton<DeploymentWorkflowClient>()
            .AddSingleton<RepoAccess>()
            .AddSingleton<RepositoryDirectory>()
            .AddSingleton<GitExecutable>()
            .AddSingleton<RepositoryHeads>()
            .AddSingleton<RepositoryMaintenance>()
            .AddHostedService(s => s.GetRequiredService<RepositoryMaintenance>())
            .AddSingleton<PushDeployer>()
            .AddSingleton<MissedPushes>()
            .AddHostedService(s => s.GetRequiredService<MissedPushes>())
            .AddSingleton<OperationGate>()
            .AddSingleton<RefAdvertisement>()
            .AddSingleton<UploadPack>()
            .AddSingleton<ReceivePack>();
        return builder;
    }

    public static WebApplication MapGitServer(this WebApplication app)
    {
        app.MapRepoApi();
        app.MapSmartHttp();
        return app;
    }

    public static GitServerOptions GetGitServerOptions(this IConfiguration configuration)
        => configuration.GetSection(GitServerOptions.Section).Get<GitServerOptions>() ?? new GitServerOptions();
}
