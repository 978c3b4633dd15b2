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
    private readonly ServiceProvider _services;

    private ClusterBench(RunningCluster cluster, ServiceProvider services)
    {
        Cluster = cluster;
        _services = services;
        Runtime = services.GetRequiredService<IServiceRuntime>();
    }

    public RunningCluster Cluster { get; }

    public IServiceRuntime Runtime { get; }

    public RevisionOwner Owner { get; } = new(UserId.New(), "default", "shop", "shop");

    public ServiceId Service { get; } = ServiceId.New();

    public string Space => $"tenant-{Owner.Tenant}";

    public string Name => OwnerLabels.NameOf(Service);

    public static async Task<ClusterBench> StartAsync(params (string Key, string Value)[] settings)
    {
        var cluster = await RunningCluster.StartAsync();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("Runtime:Kind", "kubernetes"),
            new("Runtime:Kubernetes:Kubeconfig", cluster.Kubeconfig),
            .. settings.Select(s => new KeyValuePair<string, string?>(s.Key, s.Value)),
        ]).Build();
        return new ClusterBench(cluster, new ServiceCollection().AddLogging().AddServiceRuntime(configuration).BuildServiceProvider());
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

    public async Task<RevisionSpec> ServeAsync()
    {
        var spec = Spec();
        Assert.Equal(RevisionPhase.Ready, (await DeployAsync(spec)).Phase);
        Assert.True(await Runtime.TryActivateAsync(Service, spec.DeploymentId, "shop", CancellationToken.None));
        return spec;
    }

    /// <summary>The revision of the Deployment's template.</summary>
    public string? Wanted => (string?)Cluster.Store.Find(DeploymentController.Deployments, Space, Name)?["spec"]!["template"]!["metadata"]!["labels"]![OwnerLabels.Deployment];

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Cluster.DisposeAsync();
    }
}
