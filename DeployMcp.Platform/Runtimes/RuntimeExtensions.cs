using System.Net.Http.Headers;
using DeployMcp.Platform.Runtimes.Kubernetes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace DeployMcp.Platform.Runtimes;

public static class RuntimeExtensions
{
    /// <summary>The runtime that <c>Runtime:Kind</c> names: <c>agent</c>, the default, or <c>kubernetes</c>.</summary>
    /// <exception cref="InvalidOperationException">It names no runtime, or one of its settings is missing: at start-up, in one sentence.</exception>
    public static IServiceCollection AddServiceRuntime(this IServiceCollection services, IConfiguration configuration) => configuration["Runtime:Kind"] switch
    {
        null or "" or "agent" => services.AddAgentRuntime(configuration),
        "kubernetes" => services.AddKubernetesRuntime(configuration),
        var other => throw new InvalidOperationException($"Runtime:Kind is '{other}': set it to agent or kubernetes."),
    };

    /// <summary>An <see cref="IServiceRuntime"/> on the node agent of <c>Agent:ApiAddress</c> and <c>Agent:Token</c>.</summary>
    /// <exception cref="InvalidOperationException">A setting is missing: at start-up, in one sentence.</exception>
    public static IServiceCollection AddAgentRuntime(this IServiceCollection services, IConfiguration configuration)
    {
        var address = Required(configuration, "Agent:ApiAddress", "the node agent's API, for example http://127.0.0.1:8084");
        var token = Required(configuration, "Agent:Token", "the secret that the node agent has too");
        services.AddHttpClient<IServiceRuntime, AgentRuntime>(client =>
        {
            client.BaseAddress = new Uri(address.TrimEnd('/') + "/");
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        });
        return services;
    }

    private static string Required(IConfiguration configuration, string key, string meaning)
        => configuration[key] is { Length: > 0 } value ? value : throw new InvalidOperationException($"{key} is missing: set it to {meaning}.");
}
