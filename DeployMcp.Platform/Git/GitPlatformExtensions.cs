using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DeployMcp.Platform.Git;

public static class GitPlatformExtensions
{
    /// <summary><see cref="InternalGitHost"/> and <see cref="GitSource"/>, by the sections <c>Git</c> and <c>Sources</c>.</summary>
    public static IServiceCollection AddGitPlatform(this IServiceCollection services, IConfiguration configuration)
    {
        var git = configuration.GetSection(InternalGitOptions.Section).Get<InternalGitOptions>() ?? new InternalGitOptions();
        services.AddSingleton(git);
        services.AddSingleton(configuration.GetSection(SourceOptions.Section).Get<SourceOptions>() ?? new SourceOptions());
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<GitCommandRunner>();
        services.AddSingleton<RemoteAddress>();
        services.AddSingleton<GitCache>();
        services.AddSingleton(s => new GitSource(
            s.GetRequiredService<InternalGitHost>(), git, s.GetRequiredService<SourceOptions>(), s.GetRequiredService<GitCommandRunner>(),
            s.GetRequiredService<RemoteAddress>(), s.GetRequiredService<GitCache>()));
        services.AddHttpClient(InternalGitHost.ClientName, client => InternalGitHost.Configure(client, git));
        services.AddSingleton<InternalGitHost>();
        return services;
    }
}
