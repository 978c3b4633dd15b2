using DeployMcp.Domain.Failures;
using DeployMcp.Planning.Runtime;
using DeployMcp.Platform.Runtimes;
using DeployMcp.Platform.Runtimes.Kubernetes;
using DeployMcp.Tests.Fixtures.KubernetesStandIn;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace DeployMcp.Tests.Platform.Runtimes;

public sealed class KubernetesRuntimeTests : IAsyncLifetime
{
    private ClusterBench _bench = null!;

    public async Task InitializeAsync() => _bench = await ClusterBench.StartAsync();

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    [Fact]
    public async Task Apply_OfAFirstRevision_ServesItUnderItsHostName()
    {
        var spec = await _bench.ServeAsync();

        var state = Assert.Single(await _bench.Runtime.ListAsync(CancellationToken.None));
        Assert.Equal((spec.DeploymentId, RevisionPhase.Ready, true), (state.DeploymentId, state.Phase, state.Serving));
        var ingress = _bench.Cluster.Store.Find("apis/networking.k8s.io/v1/ingresses", _bench.Space, _bench.Name)!;
        Assert.Equal("shop.localhost", (string?)ingress["spec"]!["rules"]![0]!["host"]);
        Assert.NotNull(_bench.Cluster.Store.Find("apis/networking.k8s.io/v1/networkpolicies", _bench.Space, "isolation"));
        Assert.NotNull(_bench.Cluster.Store.Find("api/v1/resourcequotas", _bench.Space, "tenant-quota"));
    }

    /// <summary>Which calls a rollout takes; each more costs every deployment a round trip.</summary>
    [Fact]
    public async Task ARollout_FromFirstToLast_TakesThisManyCalls()
    {
        await _bench.ServeAsync();

        // Namespace: looked for, made; sources of the ingress; two policies, quota, limits. Service: Deployment looked for; Service, Secret,
        // Deployment applied. Two lists, no watch as it is ready by then. ReplicaSets listed, Ingress applied.
        Assert.Equal(15, Take());

        // Deployment read, Secret and Deployment applied; two lists; ReplicaSets listed, Ingress applied, the old variables removed.
        var second = await _bench.ServeAsync();
        Assert.Equal(8, Take());
        var secret = Assert.Single(_bench.Cluster.Store.List("api/v1/secrets", _bench.Space));
        Assert.Equal($"v-{second.DeploymentId}", (string?)secret["metadata"]!["name"]);

        // A revision that waits for its pod: the same, and two watches.
        _bench.Cluster.Controller.Next = PodOutcome.Crash;
        var broken = _bench.Spec();
        await _bench.DeployAsync(broken);
        Assert.Equal(6, Take());

        // Undone: Deployment and Ingress read, its ReplicaSet listed, the Deployment applied, the variables removed.
        await _bench.Runtime.RemoveAsync(_bench.Service, broken.DeploymentId, CancellationToken.None);
        Assert.Equal(5, Take());

        // Three lists of everything.
        await _bench.Runtime.ListAsync(CancellationToken.None);
        Assert.Equal(3, Take());

        // Ingress, ReplicaSets listed, the variables of the two that are left, Deployment, Service.
        await _bench.Runtime.RemoveServiceAsync(_bench.Service, CancellationToken.None);
        Assert.Equal(6, Take());
    }

    [Theory]
    [InlineData(PodOutcome.ImageNotFound, FailureCode.ImageRejected, "not found")]
    [InlineData(PodOutcome.RegistryDown, FailureCode.RegistryUnavailable, "connection refused")]
    [InlineData(PodOutcome.Crash, FailureCode.CrashedOnStart, "the last words")]
    [InlineData(PodOutcome.OutOfMemory, FailureCode.OutOfMemory, "256Mi")]
    [InlineData(PodOutcome.Unschedulable, FailureCode.Unschedulable, "Insufficient memory")]
    [InlineData(PodOutcome.Quota, FailureCode.QuotaExceeded, "exceeded quota")]
    [InlineData(PodOutcome.NotListening, FailureCode.PortNotListening, "the last words")]
    [InlineData(PodOutcome.ProgramNotFound, FailureCode.CrashedOnStart, "nodd")]
    [InlineData(PodOutcome.OtherArchitecture, FailureCode.ImageRejected, "the last words")]
    [InlineData(PodOutcome.NoSuchPlatform, FailureCode.ImageRejected, "no match for platform")]
    [InlineData(PodOutcome.RootNeeded, FailureCode.ImageRejected, "runAsNonRoot")]
    public async Task Wait_ForAPodThatCannotBeReady_SaysWhyAndTheOldRevisionServesOn(PodOutcome outcome, FailureCode code, string evidence)
    {
        var first = await _bench.ServeAsync();
        _bench.Cluster.Log = "the last words\n";
        _bench.Cluster.Controller.Next = outcome;
        var second = _bench.Spec();

        var state = await _bench.DeployAsync(second);

        Assert.Equal((RevisionPhase.Failed, code), (state.Phase, state.Failure!.Code));
        Assert.Contains(evidence, state.Failure.Evidence, StringComparison.Ordinal);
        Assert.NotEmpty(state.Failure.Next);
        Assert.Contains(await _bench.Runtime.ListAsync(CancellationToken.None), s => s.DeploymentId == first.DeploymentId && s is { Phase: RevisionPhase.Ready, Serving: true });

        _bench.Cluster.Controller.Next = PodOutcome.Ready;
        await _bench.Runtime.RemoveAsync(_bench.Service, second.DeploymentId, CancellationToken.None);

        Assert.Equal(first.DeploymentId.ToString(), _bench.Wanted);
        var left = Assert.Single(await _bench.Runtime.ListAsync(CancellationToken.None));
        Assert.Equal((first.DeploymentId, RevisionPhase.Ready, true), (left.DeploymentId, left.Phase, left.Serving));
    }

    [Theory]
    [InlineData("Server listening on http://127.0.0.1:3000\n", "dial tcp 10.42.0.7:3000: connect: connection refused", FailureCode.BoundToLoopback, "127.0.0.1:3000")]
    [InlineData("Server listening on 0.0.0.0:8080\n", "dial tcp 10.42.0.7:3000: connect: connection refused", FailureCode.PortNotListening, "0.0.0.0:8080")]
    [InlineData("Waiting for the migration\n", "dial tcp 10.42.0.7:3000: i/o timeout", FailureCode.HealthTimeout, "i/o timeout")]
    public async Task Wait_ForAProbeThatFails_TellsTheCauseFromLogAndEvents(string log, string probe, FailureCode code, string evidence)
    {
        _bench.Cluster.Controller.Next = PodOutcome.NotListening;
        _bench.Cluster.Log = log;
        var spec = _bench.Spec();
        await _bench.Runtime.ApplyAsync(spec, CancellationToken.None);
        var pod = Assert.Single(_bench.Cluster.Store.List(DeploymentController.Pods, _bench.Space));
        _bench.Cluster.Store.Put(DeploymentController.Events, _bench.Space, new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Event",
            ["metadata"] = new System.Text.Json.Nodes.JsonObject { ["name"] = "e", ["namespace"] = _bench.Space },
            ["type"] = "Warning",
            ["reason"] = "Unhealthy",
            ["message"] = $"Startup probe failed: {probe}",
            ["involvedObject"] = new System.Text.Json.Nodes.JsonObject { ["kind"] = "Pod", ["name"] = (string)pod["metadata"]!["name"]! },
        });

        var state = await _bench.Runtime.WaitAsync(_bench.Service, spec.DeploymentId, TimeSpan.FromSeconds(20), CancellationToken.None);

        Assert.Equal(code, state!.Failure!.Code);
        Assert.Contains(evidence, state.Failure.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wait_ForACrashLoop_TellsTheExitCode()
    {
        _bench.Cluster.Controller.Next = PodOutcome.Crash;
        _bench.Cluster.Log = "Error: Cannot find module 'express'\n";

        var state = await _bench.DeployAsync(_bench.Spec());

        Assert.Contains("exited with code 1", state.Failure!.Message, StringComparison.Ordinal);
        Assert.Contains("Cannot find module 'express'", state.Failure.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wait_WhileNothingChanges_AsksNothing()
    {
        _bench.Cluster.Controller.Next = PodOutcome.Never;
        var spec = _bench.Spec();
        await _bench.Runtime.ApplyAsync(spec, CancellationToken.None);
        _bench.Cluster.Calls.Clear();

        var state = await _bench.Runtime.WaitAsync(_bench.Service, spec.DeploymentId, TimeSpan.FromSeconds(2), CancellationToken.None);

        Assert.Equal(RevisionPhase.Starting, state!.Phase);
        Assert.Equal(2, _bench.Cluster.Calls.Count(c => c.StartsWith("GET", StringComparison.Ordinal)));
        Assert.Equal(2, _bench.Cluster.Calls.Count(c => c.StartsWith("WATCH", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wait_WhenTheWatchBreaks_GoesOnWhereItWas(bool compacted)
    {
        _bench.Cluster.Controller.Next = PodOutcome.Never;
        var spec = _bench.Spec();
        await _bench.Runtime.ApplyAsync(spec, CancellationToken.None);
        var waiting = _bench.Runtime.WaitAsync(_bench.Service, spec.DeploymentId, TimeSpan.FromSeconds(30), CancellationToken.None);
        await Eventually.TrueAsync(() => _bench.Cluster.Calls.Count(c => c.StartsWith("WATCH", StringComparison.Ordinal)) == 2, "both are watched");

        if (compacted)
        {
            _bench.Cluster.Store.Compact();
        }

        _bench.Cluster.Failing = 1;
        _bench.Cluster.Store.Drop();
        _bench.Cluster.Controller.Become(PodOutcome.Ready, _bench.Space, _bench.Name);

        Assert.Equal(RevisionPhase.Ready, (await waiting)!.Phase);
    }

    [Fact]
    public async Task Apply_IntoANamespaceThatIsNotOurs_ChangesNothing()
    {
        _bench.Cluster.Store.Put("api/v1/namespaces", null, new() { ["metadata"] = new System.Text.Json.Nodes.JsonObject { ["name"] = _bench.Space } });

        var e = await Assert.ThrowsAsync<DeploymentFailureException>(() => _bench.Runtime.ApplyAsync(_bench.Spec(), CancellationToken.None));

        Assert.Contains(_bench.Space, e.Failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_bench.Cluster.Calls, c => c.StartsWith("PATCH", StringComparison.Ordinal) || c.StartsWith("POST", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Apply_WithoutThePermission_NamesIt()
    {
        _bench.Cluster.Forbidden = "patch deployments";

        var e = await Assert.ThrowsAsync<DeploymentFailureException>(() => _bench.Runtime.ApplyAsync(_bench.Spec(), CancellationToken.None));

        Assert.Equal(FailureCode.PlatformFault, e.Failure.Code);
        Assert.Contains("cannot patch resource \"deployments\"", e.Failure.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_WithAnExpiredToken_IsTheClustersRefusal()
    {
        _bench.Cluster.Token = "another";

        var e = await Assert.ThrowsAsync<ClusterUnavailableException>(() => _bench.Runtime.ApplyAsync(_bench.Spec(), CancellationToken.None));

        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, e.StatusCode);
    }

    [Fact]
    public async Task Apply_OfAnOlderRevision_DoesNotUndoTheNewerOne()
    {
        var first = await _bench.ServeAsync();
        var second = await _bench.ServeAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => _bench.Runtime.ApplyAsync(first, CancellationToken.None));

        Assert.Equal(second.DeploymentId.ToString(), _bench.Wanted);
    }

    [Fact]
    public async Task RemoveService_ThatServes_LeavesNothingOfIt()
    {
        await _bench.ServeAsync();

        await _bench.Runtime.RemoveServiceAsync(_bench.Service, CancellationToken.None);

        Assert.All(ClusterBench.ServiceCollections, c => Assert.Empty(_bench.Cluster.Store.List(c, _bench.Space)));
        Assert.Empty(await _bench.Runtime.ListAsync(CancellationToken.None));
    }

    [Fact]
    public async Task TailLog_WithoutLoki_ComesFromTheApiServer()
    {
        await _bench.ServeAsync();
        _bench.Cluster.Log = "2026-11-21T10:00:00.000000001Z hello\n2026-11-21T10:00:01.5Z world\n";

        Assert.Equal(["hello", "world"], (await _bench.Runtime.TailLogAsync(_bench.Service, 10, CancellationToken.None)).Select(l => l.Text));
    }

    private int Take()
    {
        var count = _bench.Cluster.Calls.Count;
        _bench.Cluster.Calls.Clear();
        return count;
    }

    [Fact]
    public void AddServiceRuntime_OfAnUnknownKind_SaysWhichThereAre()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Runtime:Kind", "nomad")]).Build();

        Assert.Contains("agent or kubernetes", Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddServiceRuntime(configuration)).Message, StringComparison.Ordinal);
    }
}
