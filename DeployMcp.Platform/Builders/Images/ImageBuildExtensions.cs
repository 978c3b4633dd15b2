using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace DeployMcp.Platform.Builders.Images;

public static class ImageBuildExtensions
{
    /// <summary>The builders, of which the plan chooses one: this machine's toolchains, and its container engine by the section <c>Containers</c>.</summary>
    public static IServiceCollection AddBuilders(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(configuration.GetSection("Containers").Get<ContainerOptions>() ?? new ContainerOptions())
        .AddSingleton<DockerEngine>()
        .AddSingleton<ImageStore>()
        .AddSingleton<BuildCacheLimit>()
        .AddSingleton<HostToolchainBuilder>()
        .AddSingleton<DockerImageBuilder>()
        .AddSingleton<IBuilder>(s => s.GetRequiredService<HostToolchainBuilder>())
        .AddSingleton<IBuilder>(s => s.GetRequiredService<DockerImageBuilder>())
        .AddSingleton<BuilderSelection>();
}
