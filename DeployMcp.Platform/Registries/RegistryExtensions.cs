using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace DeployMcp.Platform.Registries;

public static class RegistryExtensions
{
    /// <summary>
    /// The registry of the section <c>Registry</c>; where that names no user, with what <c>DOCKER_CONFIG</c> holds for it.
    /// Without an address nothing may ask for its client.
    /// </summary>
    /// <exception cref="InvalidOperationException">Docker's configuration is there and can't be read.</exception>
    public static IServiceCollection AddRegistry(this IServiceCollection services, IConfiguration configuration)
    {
        var options = configuration.GetSection("Registry").Get<RegistryOptions>() ?? new RegistryOptions();
        if (options.Username.Length == 0 && DockerCredentials.Find(configuration["DOCKER_CONFIG"], options.Address) is var (user, password))
        {
            (options.Username, options.Password) = (user, password);
        }

        services.AddSingleton(options).AddSingleton<RepositoryImages>().AddSingleton<ImageCollection>();
        services.AddHttpClient(nameof(RegistryClient), client =>
        {
            client.BaseAddress = options.BaseAddress;
            client.Timeout = options.Timeout;
        });
        return services.AddSingleton(s => new RegistryClient(s.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(RegistryClient)), options));
    }
}
