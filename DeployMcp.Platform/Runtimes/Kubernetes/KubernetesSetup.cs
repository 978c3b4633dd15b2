using DeployMcp.Planning.Kubernetes;
using DeployMcp.Platform.Runtimes.Kubernetes.Logs;
using DeployMcp.Platform.Runtimes.Kubernetes.Rollouts;
using k8s;
using k8s.Exceptions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace DeployMcp.Platform.Runtimes.Kubernetes;

public static class KubernetesSetup
{
    /// <summary>The API server itself gives up after 60 s; what takes longer than this is tried again.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(30);

    /// <summary>An <see cref="IServiceRuntime"/> on the cluster of <c>Runtime:Kubernetes</c>.</summary>
    /// <exception cref="InvalidOperationException">The kubeconfig can't be used: at start-up, in one sentence.</exception>
    public static IServiceCollection AddKubernetesRuntime(this IServiceCollection services, IConfiguration configuration)
    {
        var options = ReadOptions(configuration);
        var config = ReadConfig(options);
        config.HttpClientTimeout = AnswerLimit;
        var client = new k8s.Kubernetes(config);
        services.TryAddSingleton(TimeProvider.System);
        if (options.LokiAddress.Length > 0)
        {
            services.AddHttpClient(nameof(LokiClient), http =>
            {
                http.BaseAddress = new Uri(options.LokiAddress.TrimEnd('/') + "/");
                http.Timeout = TimeSpan.FromSeconds(10);
            });
        }

        return services
            .AddSingleton<IKubernetes>(client)
            .AddSingleton(options.Cluster)
            .AddSingleton<ServiceObjects>()
            .AddSingleton<TenantNamespaces>()
            .AddSingleton<TenantRepair>()
            .AddSingleton(new PodProblems(TimeSpan.FromSeconds(options.Cluster.StartSeconds), options.SchedulingPatience))
            .AddSingleton<PodEvidence>()
            .AddSingleton<RolloutJudge>()
            .AddSingleton<RolloutWatch>()
            .AddSingleton<RolloutUndo>()
            .AddSingleton<RevisionList>()
            .AddSingleton(provider => new ClusterLogs(client, LokiOf(provider, options), provider.GetRequiredService<ILogger<ClusterLogs>>()))
            .AddSingleton<IRuntimeSweep, EmptyNamespaces>()
            .AddSingleton<IServiceRuntime, KubernetesRuntime>();
    }

    private static LokiClient? LokiOf(IServiceProvider provider, KubernetesOptions options) => options.LokiAddress.Length == 0
        ? null
        : new LokiClient(provider.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(LokiClient)), options.LokiRange, provider.GetRequiredService<TimeProvider>());

    /// <summary>Without a domain of its own the one of <c>Edge:PublicUrl</c>, which says the same.</summary>
    internal static KubernetesOptions ReadOptions(IConfiguration configuration)
    {
        const string host = "{host}.";
        var options = configuration.GetSection("Runtime:Kubernetes").Get<KubernetesOptions>() ?? new KubernetesOptions();
        var address = configuration["Edge:PublicUrl"] ?? "";
        if (configuration["Runtime:Kubernetes:Cluster:Domain"] is null or "" && address.IndexOf(host, StringComparison.Ordinal) is >= 0 and var start)
        {
            options.Cluster = options.Cluster with { Domain = address[(start + host.Length)..].TrimEnd('/') };
        }

        return options;
    }

    internal static KubernetesClientConfiguration ReadConfig(KubernetesOptions options)
    {
        try
        {
            return options.Kubeconfig.Length == 0 && options.Context.Length == 0
                ? KubernetesClientConfiguration.BuildDefaultConfig()
                : KubernetesClientConfiguration.BuildConfigFromConfigFile(
                    options.Kubeconfig.Length > 0 ? options.Kubeconfig : null, options.Context.Length > 0 ? options.Context : null);
        }
        catch (Exception e) when (e is KubeConfigException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"Runtime:Kubernetes:Kubeconfig can't be used: {e.Message.TrimEnd('.')}.", e);
        }
    }
}
