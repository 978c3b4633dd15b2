using System.Net;
using System.Text.Json.Nodes;
using DeployMcp.Domain.Failures;
using DeployMcp.Planning.Kubernetes;
using DeployMcp.Planning.Runtime;
using DeployMcp.Platform.Runtimes.Kubernetes;
using DeployMcp.Tests.Fixtures.KubernetesStandIn;
using Microsoft.AspNetCore.Http;

namespace DeployMcp.Tests.Platform.Runtimes;

/// <summary>An API server that refuses, fails, or is only half there: what passes is worth another try, what doesn't is named.</summary>
public sealed class KubernetesTroubleTests : IAsyncLifetime
{
    private ClusterBench _bench = null!;

    public async Task InitializeAsync() => _bench = await ClusterBench.StartAsync();

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    [Fact]
    public async Task Apply_WithoutAServer_IsWorthAnotherTry()
    {
        await _bench.Cluster.WriteKubeconfigAsync(_bench.Cluster.Kubeconfig + "-gone", "token: x", "");
        var gone = (await File.ReadAllTextAsync(_bench.Cluster.Kubeconfig)).Replace(_bench.Cluster.Url, "http://127.0.0.1:9", StringComparison.Ordinal);
        await File.WriteAllTextAsync(_bench.Cluster.Kubeconfig, gone);
        await using var another = _bench.Restart();

        var e = await Assert.ThrowsAsync<ClusterUnavailableException>(() => another.Runtime.ApplyAsync(_bench.Spec(), CancellationToken.None));

        Assert.Equal("the cluster's API server could not be reached", e.Trouble);
    }

    [Theory]
    [InlineData(503, "the cluster's API server failed with 503")]
    [InlineData(429, "the cluster's API server failed with 429")]
    [InlineData(504, "the cluster's API server failed with 504")]
    [InlineData(401, "the cluster does not accept the platform's credentials; its token may have expired")]
    public async Task Apply_ToAServerThatFails_SaysHowAndIsWorthAnotherTry(int code, string trouble)
    {
        Interfere("patch", "deployments", context => context.RefuseAsync(code, "Reason", "words of the server"));

        var e = await Assert.ThrowsAsync<ClusterUnavailableException>(() => _bench.Runtime.ApplyAsync(_bench.Spec(), CancellationToken.None));

        Assert.Equal((trouble, (HttpStatusCode)code), (e.Trouble, e.StatusCode));
        Assert.Contains("words of the server", e.Message, StringComparison.Ordinal);
        await _bench.ServeAsync();
    }

    [Fact]
    public async Task Apply_ThroughAProxyThatAnswersInItsOwnWords_IsWorthAnotherTry()
    {
        Interfere("patch", "deployments", async context =>
        {
            context.Response.StatusCode = 502;
            await context.Response.WriteAsync("<html>Bad Gateway</html>");
        });

        var e = await Assert.ThrowsAsync<ClusterUnavailableException>(() => _bench.Runtime.ApplyAsync(_bench.Spec(), CancellationToken.None));

        Assert.Equal("the cluster's API server failed with 502", e.Trouble);
    }

    [Theory]
    [InlineData("get", "namespaces")]
    [InlineData("patch", "secrets")]
    [InlineData("patch", "deployments")]
    public async Task Apply_OverAConnectionThatBreaks_IsWorthAnotherTry(string verb, string plural)
    {
        Interfere(verb, plural, async context =>
        {
            await context.Response.WriteAsync("{\"kind\": \"Na");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });

        var e = await Assert.ThrowsAsync<ClusterUnavailableException>(() => _bench.Runtime.ApplyAsync(_bench.Spec(), CancellationToken.None));

        Assert.Contains("API server", e.Trouble, StringComparison.Ordinal);
        await _bench.ServeAsync();
    }

    [Fact]
    public async Task List_OfAnAnswerWithoutAnEnd_EndsWithTheCallersPatience()
    {
        Interfere("list", "ingresses", async context =>
        {
            await context.Response.WriteAsync("{\"items\": [");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _bench.Runtime.ListAsync(patience.Token));
    }

    [Theory]
    [InlineData("get namespaces", "cannot get resource \"namespaces\" in API group \"\" at the cluster scope")]
    [InlineData("patch networkpolicies", "cannot patch resource \"networkpolicies\" in API group \"networking.k8s.io\" in the namespace \"tenant-")]
    [InlineData("patch secrets", "cannot patch resource \"secrets\" in API group \"\" in the namespace \"tenant-")]
    public async Task Apply_WithoutAPermission_NamesVerbResourceAndNamespace(string forbidden, string said)
    {
        _bench.Cluster.Forbidden = forbidden;

        var e = await Assert.ThrowsAsync<DeploymentFailureException>(() => _bench.Runtime.ApplyAsync(_bench.Spec(), CancellationToken.None));

        Assert.Equal(FailureCode.PlatformFault, e.Failure.Code);
        Assert.Contains(said, e.Failure.Evidence, StringComparison.Ordinal);
        Assert.Contains("operator", e.Failure.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wait_WithoutThePermissionToWatch_NamesIt()
    {
        _bench.Cluster.Controller.Next = PodOutcome.Never;
        _bench.Cluster.Forbidden = "watch pods";

        var e = await Assert.ThrowsAsync<DeploymentFailureException>(() => _bench.DeployAsync(_bench.Spec()));

        Assert.Contains("cannot watch resource \"pods\"", e.Failure.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_OfWhatTheClusterFindsInvalid_IsOurFaultAndQuotesIt()
    {
        Interfere("patch", "deployments", context => context.RefuseAsync(422, "Invalid", "Deployment.apps \"s\" is invalid: spec.template.spec.containers[0].image: Required value"));

        var e = await Assert.ThrowsAsync<DeploymentFailureException>(() => _bench.Runtime.ApplyAsync(_bench.Spec(), CancellationToken.None));

        Assert.Equal(FailureCode.PlatformFault, e.Failure.Code);
        Assert.Contains("Required value", e.Failure.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_IntoANamespaceThatIsOnItsWayOut_WaitsForItAndMakesItAgain()
    {
        await _bench.ServeAsync();
        _bench.Cluster.Deletion.HoldsNamespaces = true;
        _bench.Cluster.Deletion.Delete("api/v1/namespaces", null, _bench.Space, "Background");
        await using var another = _bench.Restart();

        // A worker that knew the namespace, and one that looks: both say what is going on.
        var known = await Assert.ThrowsAsync<ClusterUnavailableException>(() => _bench.Runtime.ApplyAsync(_bench.Spec(), CancellationToken.None));
        var looking = await Assert.ThrowsAsync<ClusterUnavailableException>(() => another.Runtime.ApplyAsync(_bench.Spec(), CancellationToken.None));
        Assert.Equal((known.Trouble, "the service's namespace is being removed and can be made again after that"), (looking.Trouble, looking.Trouble));

        _bench.Cluster.Store.Delete("api/v1/namespaces", null, _bench.Space);
        await _bench.ServeAsync();
        Assert.NotNull(_bench.Cluster.Store.Find("api/v1/resourcequotas", _bench.Space, "tenant-quota"));
    }

    [Fact]
    public async Task Apply_WhereTheClusterKeepsTheIngressPolicyItself_LeavesItAsItIs()
    {
        await _bench.ServeAsync();
        const string policies = "apis/networking.k8s.io/v1/networkpolicies";
        var kept = TenantObjects.IngressController(new ClusterSettings(), _bench.Owner.Tenant, ["10.42.9.0/32"]);
        var live = _bench.Cluster.Store.Find(policies, _bench.Space, "allow-ingress-controller");
        var (merged, _) = ServerSideApply.Merge(live, JsonNode.Parse(k8s.KubernetesJson.Serialize(kept))!.AsObject(), "tenant-guardrails", force: true);
        _bench.Cluster.Store.Put(policies, _bench.Space, merged!);
        await using var another = _bench.Restart();

        await another.Runtime.ApplyAsync(_bench.Spec(), CancellationToken.None);

        var source = _bench.Cluster.Store.Find(policies, _bench.Space, "allow-ingress-controller")!["spec"]!["ingress"]![0]!["from"]![0]!;
        Assert.Equal("10.42.9.0/32", (string?)source["ipBlock"]!["cidr"]);
    }

    [Fact]
    public async Task Apply_WithTheIngressControllersAddresses_LetsThemIn()
    {
        _bench.Cluster.Store.Put("api/v1/configmaps", "dp-system", new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = new JsonObject { ["name"] = "ingress-sources", ["namespace"] = "dp-system" },
            ["data"] = new JsonObject { ["cidrs"] = "10.42.3.0/32,10.42.4.0/32" },
        });

        await _bench.ServeAsync();

        var from = _bench.Cluster.Store.Find("apis/networking.k8s.io/v1/networkpolicies", _bench.Space, "allow-ingress-controller")!["spec"]!["ingress"]![0]!["from"]!.AsArray();
        Assert.Equal(["10.42.3.0/32", "10.42.4.0/32"], from.Select(f => (string?)f!["ipBlock"]!["cidr"]));
    }

    [Fact]
    public async Task Apply_WithFieldsOfAnotherManager_KeepsThem()
    {
        var first = await _bench.ServeAsync();
        var deployment = _bench.Cluster.Store.Find(DeploymentController.Deployments, _bench.Space, _bench.Name)!;
        var wanted = deployment.DeepClone().AsObject();
        wanted["metadata"]!["annotations"] = new JsonObject { ["cost-centre"] = "7" };
        _bench.Cluster.Store.Put(DeploymentController.Deployments, _bench.Space, ServerSideApply.Update(deployment, wanted, "kubectl-annotate"));

        var second = await _bench.ServeAsync();

        Assert.NotEqual(first.DeploymentId, second.DeploymentId);
        Assert.Equal("7", (string?)_bench.Cluster.Store.Find(DeploymentController.Deployments, _bench.Space, _bench.Name)!["metadata"]!["annotations"]!["cost-centre"]);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Wait_WhenAWatchIsRefusedForNow_OpensItAgain(int code)
    {
        _bench.Cluster.Controller.Next = PodOutcome.Never;
        var spec = _bench.Spec();
        await _bench.Runtime.ApplyAsync(spec, CancellationToken.None);
        Interfere("watch", "pods", context =>
        {
            _bench.Cluster.Controller.Become(PodOutcome.Ready, _bench.Space, _bench.Name);
            return context.RefuseAsync(code, "TooManyRequests", "later");
        });

        var state = await _bench.Runtime.WaitAsync(_bench.Service, spec.DeploymentId, TimeSpan.FromSeconds(20), CancellationToken.None);

        Assert.Equal(RevisionPhase.Ready, state!.Phase);
    }

    /// <summary>The next call of this kind, once.</summary>
    private void Interfere(string verb, string plural, Func<HttpContext, Task> answer)
    {
        var done = 0;
        _bench.Cluster.Interference = async (context, call) =>
        {
            if (call.Verb != verb || call.Plural != plural || Interlocked.Exchange(ref done, 1) > 0)
            {
                return false;
            }

            await answer(context);
            return true;
        };
    }
}
