using DeployMcp.Platform.Builders.BuildKit;
using DeployMcp.Platform.Registries;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace DeployMcp.Platform.Builders.Images;

public static class ImageBuildExtensions
{
    /// <summary>
    /// The builders, of which the plan chooses one: this machine's toolchains, and its container engine by the section
    /// <c>Containers</c>. With <c>BuildKit:Address</c> that daemon builds everything, and the registry holds it.
    /// </summary>
    /// <exception cref="InvalidOperationException">BuildKit is set without a registry, or its address is none.</exception>
    public static IServiceCollection AddBuilders(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddSingleton(configuration.GetSection("Containers").Get<ContainerOptions>() ?? new ContainerOptions())
            .AddSingleton<DockerEngine>()
            .AddSingleton<ImageStore>()
            .AddSingleton<BuildCacheLimit>()
            .AddSingleton<HostToolchainBuilder>()
            .AddSingleton<DockerImageBuilder>()
            .AddSingleton<BuilderSelection>();
        var kit = configuration.GetSection("BuildKit").Get<BuildKitOptions>() ?? new BuildKitOptions();
        return kit.Address.Length > 0 ? services.AddBuildKit(kit, configuration) : services
            .AddSingleton<IReleaseImages>(s => s.GetRequiredService<ImageStore>())
            .AddSingleton<IBuilder>(s => s.GetRequiredService<HostToolchainBuilder>())
            .AddSingleton<IBuilder>(s => s.GetRequiredService<DockerImageBuilder>());
    }

    private static IServiceCollection AddBuildKit(this IServiceCollection services, BuildKitOptions kit, IConfiguration configuration)
    {
        if (!Uri.TryCreate(kit.Address, UriKind.Absolute, out var address) || address.Scheme is not ("tcp" or "unix"))
        {
            throw new InvalidOperationException($"BuildKit:Address must be tcp://host:port or unix:///path; it is '{kit.Address}'.");
        }

        if ((kit.Certificate is null) != (kit.Key is null))
        {
            throw new InvalidOperationException("BuildKit:Certificate and BuildKit:Key belong together: set both, or neither.");
        }

        foreach (var (name, file) in new[] { ("CaCertificate", kit.CaCertificate), ("Certificate", kit.Certificate), ("Key", kit.Key) })
        {
            if (file is not null && !File.Exists(file))
            {
                throw new InvalidOperationException($"BuildKit:{name} is {file}, and there is no such file: mount what holds the certificates of BuildKit's clients.");
            }
        }

        return (configuration["Registry:Address"] ?? "").Length > 0
            ? services.AddRegistry(configuration).AddSingleton(kit).AddSingleton<IReleaseImages, RegistryReleaseImages>().AddSingleton<IBuilder, BuildKitBuilder>()
            : throw new InvalidOperationException("Registry:Address must be set to the registry that BuildKit pushes images to, for example registry.internal:5000.");
    }
}
