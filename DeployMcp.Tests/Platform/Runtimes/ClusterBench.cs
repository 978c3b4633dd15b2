using DeployMcp.Domain.Identity;
using DeployMcp.Planning.Kubernetes;
using DeployMcp.Planning.Runtime;
using DeployMcp.Platform.Runtimes;
using DeployMcp.Tests.Fixtures.KubernetesStandIn;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace DeployMcp.Tests.Platform.Runtimes;

/// <summary>The runtime as the deployer-worker gets it by configuration, on the tests' API server.</summary>
public sealed class ClusterBench : IAsyncDisposable
{
    /// <summary>What a service has in its tenant's namespace.</summary>
    public static readonly string[] ServiceCollections =
    [
        "api/v1/services", "api/v1/secrets", "api/v1/pods", "apis/apps/v1/deployments", "apis/apps/v1/replicasets", "apis/networking.k8s.io/v1/ingresses",
    ];

    private readonly ServiceProvider _services;
    private readonly bool _ownsCluster;

    private ClusterBench(RunningCluster cluster, ServiceProvider services, bool ownsCluster)
    {
        _ownsCluster = ownsCluster;
        Cluster = cluster;
        _services = services;
        Runtime = services.GetRequiredService<IServiceRuntime>();
        Sweep = services.GetRequiredService<IRuntimeSweep>();
    }

    public RunningCluster Cluster { get; }

    public IServiceRuntime Runtime { get; }

    public IRuntimeSweep Sweep { get; }

    public RevisionOwner Owner { get; } = new(UserId.New(), "default", "shop", "shop");

    public ServiceId Service { get; } = ServiceId.New();

    public string Space => $"tenant-{Owner.Tenant}";

    public string Name => OwnerLabels.NameOf(Service);

    public static Task<ClusterBench> StartAsync(params (string Key, string Value)[] settings) => StartAsync(authority: null, settings);

    public static async Task<ClusterBench> StartAsync(CertificateAuthority? authority, params (string Key, string Value)[] settings)
    {
        var cluster = await RunningCluster.StartAsync(authority);
        cluster.Permits = WorkerRole.Permits;
        return Over(cluster, ownsCluster: true, settings);
    }

    /// <summary>Another worker on the same cluster, which remembers nothing.</summary>
    public ClusterBench Restart() => Over(Cluster, ownsCluster: false);

    public static ClusterBench Over(RunningCluster cluster, bool ownsCluster, params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("Runtime:Kind", "kubernetes"),
            new("Runtime:Kubernetes:Kubeconfig", cluster.Kubeconfig),
            .. settings.Select(s => new KeyValuePair<string, string?>(s.Key, s.Value)),
        ]).Build();
        return new ClusterBench(cluster, new ServiceCollection().AddLogging().AddServiceRuntime(configuration).BuildServiceProvider(), ownsCluster);
    }

    public RevisionSpec Spec() => new(
        Service, DeploymentId.New(), "artifact", null, null, new Dictionary<string, string>(StringComparer.Ordinal) { ["KEY"] = "value" }, 3000, 256, 500, 1)
    {
        Owner = Owner,
        Image = new RevisionImage("sha256:00", null, null) { Reference = "registry:5000/t/shop@sha256:00" },
    };

    public async Task<RevisionState> DeployAsync(RevisionSpec spec, int seconds = 20)
    {
        await Runtime.ApplyAsync(spec, CancellationToken.None);
        return (await Runtime.WaitAsync(Service, spec.DeploymentId, TimeSpan.FromSeconds(seconds), CancellationToken.None))!;
    }

    public Task<RevisionSpec> ServeAsync() => ServeAsync(Spec());

    public async Task<RevisionSpec> ServeAsync(RevisionSpec spec)
    {
        Assert.Equal(RevisionPhase.Ready, (await DeployAsync(spec)).Phase);
        Assert.True(await Runtime.TryActivateAsync(Service, spec.DeploymentId, "shop", CancellationToken.None));
        return spec;
    }

    /// <summary>The revision of the Deployment's template.</summary>
    public string? Wanted => (string?)Cluster.Store.Find(DeploymentController.Deployments, Space, Name)?["spec"]!["template"]!["metadata"]!["labels"]![OwnerLabels.Deployment];

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        if (_ownsCluster)
        {
            await Cluster.DisposeAsync();
        }
    }
}
