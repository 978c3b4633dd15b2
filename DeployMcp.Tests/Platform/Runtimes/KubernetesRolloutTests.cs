using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Identity;
using DeployMcp.Planning.Runtime;
using DeployMcp.Tests.Fixtures.KubernetesStandIn;

namespace DeployMcp.Tests.Platform.Runtimes;

/// <summary>One revision takes over from another: who serves meanwhile, and what an end in the middle leaves.</summary>
public sealed class KubernetesRolloutTests : IAsyncLifetime
{
    private ClusterBench _bench = null!;

    public async Task InitializeAsync() => _bench = await ClusterBench.StartAsync();

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    [Fact]
    public async Task Rollout_UntilTheNewRevisionIsReady_LeavesThePodsToTheOldOne()
    {
        var first = await _bench.ServeAsync();
        _bench.Cluster.Controller.Next = PodOutcome.BeingMade;
        var second = _bench.Spec();
        await _bench.Runtime.ApplyAsync(second, CancellationToken.None);

        Assert.Equal([first.DeploymentId], ReadyPods());
        Assert.False(await _bench.Runtime.TryActivateAsync(_bench.Service, second.DeploymentId, "shop", CancellationToken.None));
        Assert.Equal(2, _bench.Cluster.Store.List("api/v1/secrets", _bench.Space).Count);

        var waiting = _bench.Runtime.WaitAsync(_bench.Service, second.DeploymentId, TimeSpan.FromSeconds(20), CancellationToken.None);
        await Eventually.TrueAsync(() => Task.FromResult(_bench.Cluster.Calls.Count(c => c.StartsWith("WATCH", StringComparison.Ordinal)) >= 2), "both are watched");
        _bench.Cluster.Controller.Become(PodOutcome.Ready, _bench.Space, _bench.Name);
        Assert.Equal(RevisionPhase.Ready, (await waiting)!.Phase);
        Assert.Equal([second.DeploymentId], ReadyPods());

        var strategy = Deployment()["spec"]!["strategy"]!;
        Assert.Equal((1, 0), ((int)strategy["rollingUpdate"]!["maxSurge"]!, (int)strategy["rollingUpdate"]!["maxUnavailable"]!));
    }

    [Fact]
    public async Task TryActivate_WhenTheReplicaSetsStatusLagsBehindItsPod_LooksAtThePod()
    {
        _bench.Cluster.Controller.IsLagging = true;

        await _bench.ServeAsync();
    }

    [Fact]
    public async Task Remove_OfARevisionThatWasReadyButNeverServed_BringsTheServingOneBack()
    {
        var first = await _bench.ServeAsync();
        var second = _bench.Spec();
        Assert.Equal(RevisionPhase.Ready, (await _bench.DeployAsync(second)).Phase);
        Assert.Equal([second.DeploymentId], ReadyPods());

        await _bench.Runtime.RemoveAsync(_bench.Service, second.DeploymentId, CancellationToken.None);

        Assert.Equal([first.DeploymentId], ReadyPods());
        var secret = Assert.Single(_bench.Cluster.Store.List("api/v1/secrets", _bench.Space));
        Assert.Equal($"v-{first.DeploymentId}", (string?)secret["metadata"]!["name"]);
        var left = Assert.Single(await _bench.Runtime.ListAsync(CancellationToken.None));
        Assert.Equal((first.DeploymentId, RevisionPhase.Ready, true), (left.DeploymentId, left.Phase, left.Serving));
    }

    [Fact]
    public async Task Remove_OfASupersededRevision_LeavesTheNewerOneAlone()
    {
        await _bench.ServeAsync();
        _bench.Cluster.Controller.Next = PodOutcome.Never;
        var second = _bench.Spec();
        await _bench.Runtime.ApplyAsync(second, CancellationToken.None);
        var third = _bench.Spec();
        await _bench.Runtime.ApplyAsync(third, CancellationToken.None);

        Assert.Equal(RevisionPhase.Stopped, (await _bench.Runtime.WaitAsync(_bench.Service, second.DeploymentId, TimeSpan.FromSeconds(1), CancellationToken.None))!.Phase);
        await _bench.Runtime.RemoveAsync(_bench.Service, second.DeploymentId, CancellationToken.None);

        Assert.Equal(third.DeploymentId.ToString(), _bench.Wanted);
    }

    [Fact]
    public async Task Remove_OfAFirstRevisionThatFailed_LeavesNothing()
    {
        _bench.Cluster.Controller.Next = PodOutcome.Crash;
        var spec = _bench.Spec();
        await _bench.DeployAsync(spec);

        await _bench.Runtime.RemoveAsync(_bench.Service, spec.DeploymentId, CancellationToken.None);

        Assert.All(ClusterBench.ServiceCollections, c => Assert.Empty(_bench.Cluster.Store.List(c, _bench.Space)));
    }

    [Fact]
    public async Task Rollback_ToAnEarlierRelease_RunsItsImageByDigest()
    {
        var first = _bench.Spec() with { Image = new RevisionImage("sha256:aa", null, null) { Reference = "registry:5000/t/shop@sha256:aa" } };
        await _bench.ServeAsync(first);
        await _bench.ServeAsync(_bench.Spec() with { Image = new RevisionImage("sha256:bb", null, null) { Reference = "registry:5000/t/shop@sha256:bb" } });

        await _bench.ServeAsync(first with { DeploymentId = DeploymentId.New() });

        Assert.Equal("registry:5000/t/shop@sha256:aa", (string?)Assert.Single(_bench.Cluster.Store.List(DeploymentController.Pods, _bench.Space))["spec"]!["containers"]![0]!["image"]);
    }

    [Fact]
    public async Task Apply_OfTheSameReleaseAgain_RestartsItBesideTheRunningOne()
    {
        await _bench.ServeAsync();
        var before = (string?)Assert.Single(_bench.Cluster.Store.List(DeploymentController.Pods, _bench.Space))["metadata"]!["uid"];

        await _bench.ServeAsync();

        Assert.NotEqual(before, (string?)Assert.Single(_bench.Cluster.Store.List(DeploymentController.Pods, _bench.Space))["metadata"]!["uid"]);
    }

    [Fact]
    public async Task Apply_OfAnotherSize_ScalesThePod()
    {
        await _bench.ServeAsync();

        await _bench.ServeAsync(_bench.Spec() with { MemoryMiB = 1024, CpuMillis = 2000 });

        var resources = Assert.Single(_bench.Cluster.Store.List(DeploymentController.Pods, _bench.Space))["spec"]!["containers"]![0]!["resources"]!;
        Assert.Equal(("2000m", "1024Mi", "400m"), ((string?)resources["limits"]!["cpu"], (string?)resources["limits"]!["memory"], (string?)resources["requests"]!["cpu"]));
    }

    [Fact]
    public async Task Apply_OfTheSameRevisionTwice_ChangesNothing()
    {
        var spec = await _bench.ServeAsync();
        var version = (string?)Deployment()["metadata"]!["resourceVersion"];

        await _bench.Runtime.ApplyAsync(spec, CancellationToken.None);

        Assert.Equal(version, (string?)Deployment()["metadata"]!["resourceVersion"]);
    }

    [Fact]
    public async Task Wait_ForARolloutThatTheClusterGaveUp_SaysSo()
    {
        await _bench.ServeAsync();
        _bench.Cluster.Controller.Next = PodOutcome.Never;
        var second = _bench.Spec();
        await _bench.Runtime.ApplyAsync(second, CancellationToken.None);
        _bench.Cluster.Controller.Expire(_bench.Space, _bench.Name);

        var state = await _bench.Runtime.WaitAsync(_bench.Service, second.DeploymentId, TimeSpan.FromSeconds(10), CancellationToken.None);

        Assert.Equal((RevisionPhase.Failed, FailureCode.HealthTimeout), (state!.Phase, state.Failure!.Code));
        Assert.Contains("timed out progressing", state.Failure.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wait_ForAPlaceOnANode_GivesTheSchedulerItsTime()
    {
        _bench.Cluster.Controller.Next = PodOutcome.StillTrying;

        Assert.Equal(RevisionPhase.Starting, (await _bench.DeployAsync(_bench.Spec(), seconds: 1)).Phase);
    }

    [Fact]
    public async Task Undo_WhileANewerRevisionIsApplied_IsRefusedByTheServer()
    {
        await _bench.ServeAsync();
        _bench.Cluster.Controller.Next = PodOutcome.Crash;
        var second = _bench.Spec();
        await _bench.DeployAsync(second);
        var applied = 0;
        _bench.Cluster.Interference = (_, call) =>
        {
            // Between the look at the Deployment and the write: another worker's.
            if (call is { Verb: "list", Plural: "replicasets" } && Interlocked.Exchange(ref applied, 1) == 0)
            {
                var newer = Deployment();
                newer["spec"]!["template"]!["metadata"]!["labels"]!["deploy-mcp/deployment"] = DeploymentId.New().ToString();
                _bench.Cluster.Store.Put(DeploymentController.Deployments, _bench.Space, newer);
            }

            return Task.FromResult(false);
        };

        var e = await Assert.ThrowsAsync<DeployMcp.Platform.Runtimes.Kubernetes.ClusterUnavailableException>(() => _bench.Runtime.RemoveAsync(_bench.Service, second.DeploymentId, CancellationToken.None));

        Assert.Equal(System.Net.HttpStatusCode.Conflict, e.StatusCode);
        await _bench.Runtime.RemoveAsync(_bench.Service, second.DeploymentId, CancellationToken.None);
        Assert.NotEqual(second.DeploymentId.ToString(), _bench.Wanted);
    }

    private System.Text.Json.Nodes.JsonObject Deployment() => _bench.Cluster.Store.Find(DeploymentController.Deployments, _bench.Space, _bench.Name)!;

    /// <summary>The revisions that the Service sends traffic to: its selector takes all pods of the service.</summary>
    private List<DeploymentId> ReadyPods()
    {
        var selector = _bench.Cluster.Store.Find("api/v1/services", _bench.Space, _bench.Name)!["spec"]!["selector"]!.AsObject();
        return [.. _bench.Cluster.Store.List(DeploymentController.Pods, _bench.Space)
            .Where(p => selector.All(s => (string?)p["metadata"]!["labels"]![s.Key] == (string?)s.Value))
            .Where(p => p["status"]!["conditions"]?.AsArray().Any(c => (string?)c!["type"] == "Ready" && (string?)c["status"] == "True") == true)
            .Select(p => new DeploymentId(Guid.ParseExact((string)p["metadata"]!["labels"]!["deploy-mcp/deployment"]!, "N")))];
    }
}
