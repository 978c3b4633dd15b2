using DeployMcp.Data.Deployments;
using DeployMcp.Data.Services;
using DeployMcp.Data.Users;
using DeployMcp.DeployerWorker.Deployments;
using DeployMcp.DeployerWorker.Reconciliation;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Security;
using DeployMcp.Domain.Services;
using DeployMcp.Planning.Runtime;
using DeployMcp.Platform.Builders;
using DeployMcp.Platform.Secrets;
using DeployMcp.Tests.Fixtures;
using DeployMcp.Tests.Fixtures.KubernetesStandIn;
using Microsoft.Extensions.DependencyInjection;

namespace DeployMcp.Tests.DeployerWorker.Reconciliation;

/// <summary>A deployer-worker's reconciliation with real rows, on the tests' API server: what it runs was built elsewhere.</summary>
public sealed class ReconciledCluster : IAsyncDisposable
{
    private readonly DeployerBench _bench = new();
    private readonly ShiftedTime _time = new();

    private ReconciledCluster(RunningCluster cluster) => Cluster = cluster;

    public RunningCluster Cluster { get; }

    internal RuntimeReconciler Reconciler { get; private set; } = null!;

    public static async Task<ReconciledCluster> StartAsync()
    {
        var cluster = new ReconciledCluster(await RunningCluster.StartAsync());
        cluster._bench.Settings["Runtime:Kind"] = "kubernetes";
        cluster._bench.Settings["Runtime:Kubernetes:Kubeconfig"] = cluster.Cluster.Kubeconfig;
        await cluster._bench.InitializeAsync();
        cluster.Reconciler = ActivatorUtilities.CreateInstance<RuntimeReconciler>(cluster._bench.Get<IServiceProvider>(), cluster._time);
        return cluster;
    }

    public T Get<T>()
        where T : notnull => _bench.Get<T>();

    /// <summary>A user with services that serve by their rows; the cluster knows nothing of them yet.</summary>
    public async Task<IReadOnlyList<Service>> AddServicesAsync(int count)
    {
        var user = await Get<UserStore>().EnsureAsync($"user-{Guid.NewGuid():N}");
        var services = new List<Service>();
        for (var i = 0; i < count; i++)
        {
            services.Add(await AddServiceAsync(user.Id, $"s-{Guid.NewGuid():N}"[..20]));
        }

        return services;
    }

    /// <summary>One round, and the calls that it took.</summary>
    public async Task<IReadOnlyList<string>> ReconcileAsync(TimeSpan later = default)
    {
        _time.Advance(later);
        Cluster.Calls.Clear();
        await Reconciler.RunAsync(CancellationToken.None);
        return [.. Cluster.Calls];
    }

    /// <summary>As an operator would, with kubectl: what the object owns goes with it.</summary>
    /// <param name="collection">As the stand-in's store names it: <c>apis/apps/v1/deployments</c>.</param>
    /// <param name="space">Null for a namespace itself.</param>
    public async Task DeleteByHandAsync(string collection, string? space, string name)
    {
        var (api, plural) = (collection[..collection.LastIndexOf('/')], collection[(collection.LastIndexOf('/') + 1)..]);
        using var http = new HttpClient { BaseAddress = new Uri(Cluster.Url) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", Cluster.Token);
        using var answer = await http.DeleteAsync($"{api}/{(space is null ? "" : $"namespaces/{space}/")}{plural}/{name}?propagationPolicy=Background");
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        await _bench.DisposeAsync();
        await Cluster.DisposeAsync();
    }

    private async Task<Service> AddServiceAsync(UserId user, string name)
    {
        var id = ServiceId.New();
        var variable = new EncryptedEnvVar("KEY", Get<SecretCipher>().Encrypt(id.Value, "KEY", new Sensitive("value")));
        var (service, deployment, _) = await Get<ServiceStore>().CreateAsync(TestDatabase.NewService(user, name) with { Id = id, EnvVars = [variable] });
        var image = new RevisionImage("sha256:00", null, null) { Reference = $"registry:5000/t/{name}@sha256:00" };
        var release = new BuiltRelease("/nowhere", null, null, new Dictionary<string, string>(StringComparer.Ordinal)) { Image = image };
        var store = Get<DeploymentStore>();
        await store.SetReleaseAsync(deployment!.Id, name, Releases.Write(service, deployment.Id, name, release));
        await store.TryMoveAsync(deployment.Id, DeploymentStatus.Building);
        await store.TryMoveAsync(deployment.Id, DeploymentStatus.Deploying);
        Assert.True(await store.TryActivateAsync(deployment.Id));
        return service;
    }

    private sealed class ShiftedTime : TimeProvider
    {
        private TimeSpan _shift;

        public void Advance(TimeSpan time) => _shift += time;

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _shift;
    }
}
