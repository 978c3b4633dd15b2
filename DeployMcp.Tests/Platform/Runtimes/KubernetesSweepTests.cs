using System.Globalization;
using DeployMcp.Planning.Runtime;
using DeployMcp.Platform.Runtimes.Kubernetes;
using DeployMcp.Tests.Fixtures.KubernetesStandIn;

namespace DeployMcp.Tests.Platform.Runtimes;

/// <summary>Everything of ours is found again by its labels, whatever a broken-off try left.</summary>
public sealed class KubernetesSweepTests : IAsyncLifetime
{
    private ClusterBench _bench = null!;

    public async Task InitializeAsync() => _bench = await ClusterBench.StartAsync();

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    [Theory]
    [InlineData("delete ingresses")]
    [InlineData("list replicasets")]
    [InlineData("delete secrets")]
    [InlineData("delete deployments")]
    [InlineData("delete services")]
    public async Task RemoveService_BrokenOffAnywhere_IsFinishedByTheNextTry(string step)
    {
        await _bench.ServeAsync();
        var broken = 0;
        _bench.Cluster.Interference = async (context, call) =>
        {
            if ($"{call.Verb} {call.Plural}" != step || Interlocked.Exchange(ref broken, 1) > 0)
            {
                return false;
            }

            await context.RefuseAsync(500, "InternalError", "etcdserver: request timed out");
            return true;
        };
        await Assert.ThrowsAsync<ClusterUnavailableException>(() => _bench.Runtime.RemoveServiceAsync(_bench.Service, CancellationToken.None));
        await using var another = _bench.Restart();

        await another.Runtime.RemoveServiceAsync(_bench.Service, CancellationToken.None);

        Assert.All(ClusterBench.ServiceCollections, c => Assert.Empty(_bench.Cluster.Store.List(c, _bench.Space)));
    }

    [Fact]
    public async Task List_OfAServiceWithoutADeployment_ShowsItSoThatItCanBeRemoved()
    {
        var spec = await _bench.ServeAsync();
        _bench.Cluster.Deletion.Delete(DeploymentController.Deployments, _bench.Space, _bench.Name, "Background");

        var state = Assert.Single(await _bench.Runtime.ListAsync(CancellationToken.None));
        Assert.Equal((_bench.Service, spec.DeploymentId, RevisionPhase.Stopped), (state.ServiceId, state.DeploymentId, state.Phase));
        await _bench.Runtime.RemoveAsync(_bench.Service, spec.DeploymentId, CancellationToken.None);

        Assert.All(ClusterBench.ServiceCollections, c => Assert.Empty(_bench.Cluster.Store.List(c, _bench.Space)));
    }

    [Fact]
    public async Task List_OfADeploymentThatHasMadeNothing_ShowsItsRevision()
    {
        _bench.Cluster.Controller.IsDown = true;
        var spec = _bench.Spec();
        await _bench.Runtime.ApplyAsync(spec, CancellationToken.None);

        var state = Assert.Single(await _bench.Runtime.ListAsync(CancellationToken.None));

        Assert.Equal((spec.DeploymentId, RevisionPhase.Starting), (state.DeploymentId, state.Phase));
    }

    [Fact]
    public async Task List_WhileThePlatformItselfChangesAPod_ShowsTheRevisionOnce()
    {
        var spec = await _bench.ServeAsync();
        _bench.Cluster.Controller.Next = PodOutcome.Never;
        await _bench.Runtime.ApplyAsync(spec with { MemoryMiB = 512 }, CancellationToken.None);

        var state = Assert.Single(await _bench.Runtime.ListAsync(CancellationToken.None));

        Assert.Equal((spec.DeploymentId, RevisionPhase.Ready, true), (state.DeploymentId, state.Phase, state.Serving));
    }

    [Fact]
    public async Task List_OfARevisionThatServedAndCrashes_SaysWhy()
    {
        var spec = await _bench.ServeAsync();
        _bench.Cluster.Log = "Error: lost the database\n";
        _bench.Cluster.Controller.Become(PodOutcome.Crash, _bench.Space, _bench.Name);

        var state = Assert.Single(await _bench.Runtime.ListAsync(CancellationToken.None));

        Assert.Equal((spec.DeploymentId, RevisionPhase.Crashed, true, 1), (state.DeploymentId, state.Phase, state.Serving, state.Restarts));
        Assert.Contains("lost the database", state.Failure!.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_OfMoreThanAPage_GoesThroughAllPages()
    {
        await _bench.ServeAsync();
        var template = _bench.Cluster.Store.Find("api/v1/services", _bench.Space, _bench.Name)!;
        for (var i = 0; i < 1100; i++)
        {
            var copy = template.DeepClone().AsObject();
            copy["metadata"]!["name"] = string.Create(CultureInfo.InvariantCulture, $"s-{i:x32}");
            copy["metadata"]!["labels"]!["deploy-mcp/service"] = Guid.NewGuid().ToString("N");
            copy["metadata"]!["labels"]!["deploy-mcp/deployment"] = Guid.NewGuid().ToString("N");
            _bench.Cluster.Store.Put("api/v1/services", _bench.Space, copy);
        }

        Assert.Equal(1101, (await _bench.Runtime.ListAsync(CancellationToken.None)).Count);
        Assert.Equal(3, _bench.Cluster.Calls.Count(c => c == "GET /api/v1/services"));
    }

    [Fact]
    public async Task Sweep_OfANamespaceThatStaysEmpty_RemovesItAndTheNextRevisionMakesItAgain()
    {
        await _bench.ServeAsync();
        await _bench.Runtime.RemoveServiceAsync(_bench.Service, CancellationToken.None);
        Age(_bench.Space);

        await _bench.Sweep.RunAsync(CancellationToken.None);
        Assert.NotNull(_bench.Cluster.Store.Find("api/v1/namespaces", null, _bench.Space));
        await _bench.Sweep.RunAsync(CancellationToken.None);

        Assert.Null(_bench.Cluster.Store.Find("api/v1/namespaces", null, _bench.Space));
        await _bench.ServeAsync();
        Assert.NotNull(_bench.Cluster.Store.Find("apis/networking.k8s.io/v1/networkpolicies", _bench.Space, "isolation"));
    }

    [Fact]
    public async Task Sweep_OfNamespacesThatAreUsedYoungOrNotOurs_LeavesThem()
    {
        await _bench.ServeAsync();
        Age(_bench.Space);
        var foreign = _bench.Cluster.Store.Find("api/v1/namespaces", null, _bench.Space)!;
        foreign["metadata"]!["name"] = "somebody-elses";
        _bench.Cluster.Store.Put("api/v1/namespaces", null, foreign);

        await _bench.Sweep.RunAsync(CancellationToken.None);
        await _bench.Sweep.RunAsync(CancellationToken.None);

        Assert.Equal(2, _bench.Cluster.Store.List("api/v1/namespaces", null).Count);
    }

    private void Age(string space)
    {
        var found = _bench.Cluster.Store.Find("api/v1/namespaces", null, space)!;
        found["metadata"]!["creationTimestamp"] = "2026-01-01T00:00:00Z";
        _bench.Cluster.Store.Put("api/v1/namespaces", null, found);
    }
}
