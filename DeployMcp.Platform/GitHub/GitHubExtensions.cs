using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DeployMcp.Platform.GitHub;

public static class GitHubExtensions
{
    /// <summary>The GitHub App by the section <c>GitHub</c>. Nothing connects, and no key is read, before it is first used.</summary>
    public static IServiceCollection AddGitHubApp(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(configuration.GetSection(GitHubOptions.Section).Get<GitHubOptions>() ?? new GitHubOptions());
        services.TryAddSingleton<AppKey>();
        services.TryAddSingleton<GitHubClients>();
        services.TryAddSingleton<GitHubCalls>();
        services.TryAddSingleton<InstallationTokens>();
        services.TryAddSingleton<GitHubInstallations>();
        services.TryAddSingleton<GitHubRepositories>();
        services.TryAddSingleton<InstallationClaims>();
        return services;
    }
}
