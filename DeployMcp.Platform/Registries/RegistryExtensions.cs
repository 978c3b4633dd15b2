using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace DeployMcp.Platform.Registries;

public static class RegistryExtensions
{
    /// <summary>The registry of the section <c>Registry</c>. Without an address nothing may ask for its client.</summary>
    public static IServiceCollection AddRegistry(this IServiceCollection services, IConfiguration configuration)
    {
        var options = configuration.GetSection("Registry").Get<RegistryOptions>() ?? new RegistryOptions();
        services.AddSingleton(options).AddSingleton<ImageCollection>();
        services.AddHttpClient(nameof(RegistryClient), client =>
        {
            client.BaseAddress = options.BaseAddress;
            client.Timeout = options.Timeout;
        });
        return services.AddSingleton(s => new RegistryClient(s.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(RegistryClient)), options));
    }
}
