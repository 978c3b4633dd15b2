using System.Text.Json.Nodes;
using DeployMcp.Planning.Kubernetes;
using DeployMcp.Tests.Fixtures.KubernetesStandIn;
using DeployMcp.Tests.Platform.Runtimes;
using k8s;

namespace DeployMcp.Tests.Compat.KubernetesClient;

/// <summary>
/// The API server that the runtime is tested on is one to kubectl, too: it isn't made to fit our own client. And kubectl finds what the
/// runtime made to be what its objects say.
/// </summary>
public sealed class KubectlTests : IAsyncLifetime
{
    private readonly CertificateAuthority _authority = new();
    private ClusterBench _bench = null!;
    private Kubectl _kubectl = null!;

    public async Task InitializeAsync()
    {
        // kubectl gives no token to a server without TLS.
        _bench = await ClusterBench.StartAsync(_authority);
        _kubectl = new Kubectl(_bench.Cluster);
    }

    public async Task DisposeAsync()
    {
        await _bench.DisposeAsync();
        _authority.Dispose();
    }

    [Fact]
    public async Task ApplyServerSide_OfWhatTheRuntimeApplied_ChangesNothing()
    {
        var spec = await _bench.ServeAsync();
        var objects = new ServiceObjects(new ClusterSettings());
        object[] all =
        [
            TenantObjects.ResourceQuota(new ClusterSettings(), _bench.Owner.Tenant), TenantObjects.LimitRange(new ClusterSettings(), _bench.Owner.Tenant),
            TenantObjects.Isolation(new ClusterSettings(), _bench.Owner.Tenant), TenantObjects.IngressController(new ClusterSettings(), _bench.Owner.Tenant, []),
            objects.Secret(spec, _bench.Owner), objects.Service(_bench.Service, _bench.Owner, spec.DeploymentId), objects.Deployment(spec, _bench.Owner),
            objects.Ingress(_bench.Service, _bench.Owner, "shop", spec.DeploymentId),
        ];
        var file = await WriteAsync(new JsonArray([.. all.Select(o => JsonNode.Parse(KubernetesJson.Serialize(o)))]));
        var before = Versions();

        var said = await _kubectl.RunAsync("apply", "--server-side", "--field-manager", OwnerLabels.FieldManager, "-f", file);

        Assert.Equal(all.Length, said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(before, Versions());
    }

    [Fact]
    public async Task ApplyServerSide_ByAnotherManager_IsAConflictThatNamesManagerAndField()
    {
        await _bench.ServeAsync();
        var file = await WriteAsync(new JsonArray(new JsonObject
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = "Deployment",
            ["metadata"] = new JsonObject { ["name"] = _bench.Name, ["namespace"] = _bench.Space },
            ["spec"] = JsonNode.Parse("""{ "template": { "spec": { "containers": [{ "name": "app", "image": "another" }, { "name": "side", "image": "sidecar" }] } } }"""),
        }));

        var refused = await _kubectl.TryAsync("apply", "--server-side", "--field-manager", "somebody", "-f", file);
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("conflict with \"deploy-mcp\"", refused.Output, StringComparison.Ordinal);
        Assert.Contains(".spec.template.spec.containers[name=\"app\"].image", refused.Output, StringComparison.Ordinal);

        await _kubectl.RunAsync("apply", "--server-side", "--force-conflicts", "--field-manager", "somebody", "-f", file);
        Assert.Equal("another sidecar", await ImagesAsync());

        // The runtime takes its fields back and leaves the other's container.
        await _bench.ServeAsync();
        Assert.Equal("registry:5000/t/shop@sha256:00 sidecar", await ImagesAsync());
    }

    [Fact]
    public async Task Kubectl_OnTheRuntimesObjects_GetsWatchesReadsLogsAndDeletes()
    {
        await _bench.ServeAsync();
        _bench.Cluster.Log = "hello\n";
        Assert.Contains("v1.34.5", await _kubectl.RunAsync("version"), StringComparison.Ordinal);
        Assert.Contains(_bench.Space, await _kubectl.RunAsync("get", "namespaces", "-l", OwnerLabels.TenantsSelector, "-o", "name"), StringComparison.Ordinal);
        Assert.Contains("networkpolicy.networking.k8s.io/isolation", await _kubectl.RunAsync("get", "all,ingress,netpol,quota,limits", "-n", _bench.Space, "-o", "name", "--ignore-not-found"), StringComparison.Ordinal);
        Assert.Contains("successfully rolled out", await _kubectl.RunAsync("rollout", "status", $"deployment/{_bench.Name}", "-n", _bench.Space, "--timeout", "20s"), StringComparison.Ordinal);
        Assert.Equal("hello\n", await _kubectl.RunAsync("logs", $"deployment/{_bench.Name}", "-n", _bench.Space));
        Assert.Contains("app.kubernetes.io/managed-by=deploy-mcp", await _kubectl.RunAsync("get", "deployments", "-A", "--show-labels"), StringComparison.Ordinal);

        await _kubectl.RunAsync("delete", "deployment", _bench.Name, "-n", _bench.Space, "--timeout", "20s");

        Assert.Empty(await _kubectl.RunAsync("get", "deployments,replicasets,pods", "-n", _bench.Space, "-o", "name"));
    }

    [Fact]
    public async Task RolloutStatus_WhileTheNewPodStarts_FollowsTheWatchToItsEnd()
    {
        await _bench.ServeAsync();
        _bench.Cluster.Controller.Next = PodOutcome.Never;
        await _bench.Runtime.ApplyAsync(_bench.Spec(), CancellationToken.None);
        var status = _kubectl.RunAsync("rollout", "status", $"deployment/{_bench.Name}", "-n", _bench.Space, "--timeout", "20s");
        await Eventually.TrueAsync(() => Task.FromResult(_bench.Cluster.Calls.Any(c => c.StartsWith("WATCH", StringComparison.Ordinal))), "kubectl watches");

        _bench.Cluster.Controller.Become(PodOutcome.Ready, _bench.Space, _bench.Name);

        Assert.Contains("successfully rolled out", await status, StringComparison.Ordinal);
    }

    private async Task<string> ImagesAsync()
        => (await _kubectl.RunAsync("get", "deployment", _bench.Name, "-n", _bench.Space, "-o", "jsonpath={.spec.template.spec.containers[*].image}")).Trim();

    private string Versions() => string.Join('\n', ApiResource.All.SelectMany(r => _bench.Cluster.Store.List(r.Collection, _bench.Space))
        .Select(o => $"{o["kind"]}/{o["metadata"]!["name"]} {o["metadata"]!["resourceVersion"]} {o["metadata"]!["generation"]}"));

    private async Task<string> WriteAsync(JsonArray items)
    {
        var file = Path.Combine(Path.GetDirectoryName(_bench.Cluster.Kubeconfig)!, "objects.yaml");
        await File.WriteAllTextAsync(file, string.Concat(items.Select(i => $"---\n{i!.ToJsonString()}\n")));
        return file;
    }
}
