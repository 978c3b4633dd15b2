using System.Net;
using System.Text.Json.Nodes;
using DeployMcp.Tests.Fixtures.KubernetesStandIn;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace DeployMcp.Tests.Compat.KubernetesClient;

/// <summary>Lists, watches, patches and errors as Kubernetes documents them, through the client's public members.</summary>
public sealed class ApiCallTests : IAsyncLifetime
{
    private RunningCluster _cluster = null!;
    private Kubernetes _client = null!;

    public async Task InitializeAsync()
    {
        _cluster = await RunningCluster.StartAsync();
        _client = new Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(_cluster.Kubeconfig));
        await _client.CoreV1.CreateNamespaceAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = "space" } });
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task List_InPages_GivesEachItemOnce()
    {
        PutSecrets(5);
        var names = new List<string>();
        string? next = null;
        do
        {
            var page = await _client.CoreV1.ListNamespacedSecretAsync("space", limit: 2, continueParameter: next);
            names.AddRange(page.Items.Select(i => i.Metadata.Name));
            next = page.Metadata.ContinueProperty;
        }
        while (!string.IsNullOrEmpty(next));

        Assert.Equal(["m-0", "m-1", "m-2", "m-3", "m-4"], names);
    }

    [Fact]
    public async Task List_GoneOnWithAfterCompaction_Is410()
    {
        PutSecrets(5);
        var page = await _client.CoreV1.ListNamespacedSecretAsync("space", limit: 2);
        _cluster.Store.Compact();

        var e = await Assert.ThrowsAsync<HttpOperationException>(() => _client.CoreV1.ListNamespacedSecretAsync("space", limit: 2, continueParameter: page.Metadata.ContinueProperty));

        Assert.Equal(HttpStatusCode.Gone, e.Response.StatusCode);
        Assert.Contains("Expired", e.Response.Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_FromAVersion_GivesWhatChangedSinceAndNothingTwice()
    {
        PutPod("a");
        var list = await _client.CoreV1.ListNamespacedPodAsync("space");
        PutPod("b");
        _cluster.Store.Delete(DeploymentController.Pods, "space", "a");
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var seen = new List<(WatchEventType, string)>();

        await foreach (var (type, pod) in _client.CoreV1.WatchListNamespacedPodAsync("space", resourceVersion: list.Metadata.ResourceVersion, cancellationToken: stop.Token))
        {
            seen.Add((type, pod.Metadata.Name));
            if (seen.Count == 2)
            {
                break;
            }
        }

        Assert.Equal([(WatchEventType.Added, "b"), (WatchEventType.Deleted, "a")], seen);
    }

    [Fact]
    public async Task Watch_FromAVersionThatIsForgotten_SaysSoToOnError()
    {
        var list = await _client.CoreV1.ListNamespacedPodAsync("space");
        _cluster.Store.Compact();
        Exception? error = null;

        await foreach (var _ in _client.CoreV1.WatchListNamespacedPodAsync("space", resourceVersion: list.Metadata.ResourceVersion, onError: e => error = e))
        {
            Assert.Fail("There is nothing to see.");
        }

        Assert.Equal(410, Assert.IsType<KubernetesException>(error).Status.Code);
    }

    [Fact]
    public async Task Watch_WithBookmarks_GivesTheVersionToGoOnFrom()
    {
        PutPod("a");
        var list = await _client.CoreV1.ListNamespacedPodAsync("space");
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(20));

        await foreach (var (type, pod) in _client.CoreV1.WatchListNamespacedPodAsync("space", resourceVersion: list.Metadata.ResourceVersion, allowWatchBookmarks: true, cancellationToken: stop.Token))
        {
            Assert.Equal((WatchEventType.Bookmark, list.Metadata.ResourceVersion), (type, pod.Metadata.ResourceVersion));
            break;
        }
    }

    [Fact]
    public async Task Apply_WithAVersionThatIsNoLonger_Is409()
    {
        PutPod("a");
        await _client.NetworkingV1.PatchNamespacedIngressAsync(Ingress(version: null), "i", "space", fieldManager: "test");

        var e = await Assert.ThrowsAsync<HttpOperationException>(() => _client.NetworkingV1.PatchNamespacedIngressAsync(Ingress(version: "1"), "i", "space", fieldManager: "test"));

        Assert.Equal(HttpStatusCode.Conflict, e.Response.StatusCode);
    }

    [Fact]
    public async Task Apply_OfAnothersField_IsAConflictUnlessForced()
    {
        await _client.NetworkingV1.PatchNamespacedIngressAsync(Ingress(version: null, "one"), "i", "space", fieldManager: "first");

        var e = await Assert.ThrowsAsync<HttpOperationException>(() => _client.NetworkingV1.PatchNamespacedIngressAsync(Ingress(version: null, "two"), "i", "space", fieldManager: "second"));
        Assert.Contains("conflict with \"first\" using networking.k8s.io/v1: .spec.ingressClassName", KubernetesJson.Deserialize<V1Status>(e.Response.Content).Message, StringComparison.Ordinal);

        var forced = await _client.NetworkingV1.PatchNamespacedIngressAsync(Ingress(version: null, "two"), "i", "space", fieldManager: "second", force: true);
        Assert.Equal("two", forced.Spec.IngressClassName);
    }

    [Fact]
    public async Task Read_OfWhatIsNotThere_IsAStatusObject()
    {
        var e = await Assert.ThrowsAsync<HttpOperationException>(() => _client.CoreV1.ReadNamespaceAsync("gone"));

        Assert.Equal(("NotFound", 404), (KubernetesJson.Deserialize<V1Status>(e.Response.Content).Reason, KubernetesJson.Deserialize<V1Status>(e.Response.Content).Code));
    }

    [Fact]
    public async Task List_ThatTakesTooLong_EndsWithTheConfigurationsTimeout()
    {
        _cluster.Interference = async (context, _) =>
        {
            await context.Response.StartAsync();
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };
        var config = KubernetesClientConfiguration.BuildConfigFromConfigFile(_cluster.Kubeconfig);
        config.HttpClientTimeout = TimeSpan.FromMilliseconds(300);
        using var hasty = new Kubernetes(config);

        var e = await Assert.ThrowsAsync<TaskCanceledException>(() => hasty.CoreV1.ListNamespaceAsync());

        Assert.IsType<TimeoutException>(e.InnerException);
    }

    private static V1Patch Ingress(string? version, string ingressClass = "traefik") => new(
        new V1Ingress
        {
            ApiVersion = "networking.k8s.io/v1",
            Kind = "Ingress",
            Metadata = new V1ObjectMeta { Name = "i", ResourceVersion = version },
            Spec = new V1IngressSpec { IngressClassName = ingressClass },
        },
        V1Patch.PatchType.ApplyPatch);

    private void PutPod(string name) => _cluster.Store.Put(DeploymentController.Pods, "space", Object("Pod", name));

    private void PutSecrets(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _cluster.Store.Put("api/v1/secrets", "space", Object("Secret", $"m-{i}"));
        }
    }

    private static JsonObject Object(string kind, string name)
        => new() { ["apiVersion"] = "v1", ["kind"] = kind, ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "space" } };
}
