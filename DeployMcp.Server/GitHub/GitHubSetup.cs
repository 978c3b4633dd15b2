using DeployMcp.Platform.GitHub;

namespace DeployMcp.Server.GitHub;

internal static class GitHubSetup
{
    public static WebApplicationBuilder AddGitHubFeatures(this WebApplicationBuilder builder)
    {
        builder.Services
            .AddGitHubApp(builder.Configuration)
            .AddSingleton<GitHubConnection>()
            .AddSingleton<GitHubRepos>()
            .AddSingleton<CreateGitHubRepo>()
            .AddSingleton<GetGitHubToken>()
            .AddSingleton<ConnectInstallation>()
            .AddSingleton<InstallState>()
            .AddSingleton<GitHubFlow>();
        return builder;
    }
}
