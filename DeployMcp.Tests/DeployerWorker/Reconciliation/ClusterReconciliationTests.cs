using DeployMcp.Data.Services;
using DeployMcp.Data.Sql;
using DeployMcp.Planning.Kubernetes;
using DeployMcp.Tests.Fixtures.KubernetesStandIn;

namespace DeployMcp.Tests.DeployerWorker.Reconciliation;

public sealed class ClusterReconciliationTests : IAsyncLifetime
{
    private const string Services = "api/v1/services";
    private const string Ingresses = "apis/networking.k8s.io/v1/ingresses";

    private ReconciledCluster _cluster = null!;

    private ClusterStore Store => _cluster.Cluster.Store;

    public async Task InitializeAsync() => _cluster = await ReconciledCluster.StartAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Run_OnAnEmptyCluster_AppliesAllThatServes()
    {
        var services = await _cluster.AddServicesAsync(6);

        await _cluster.ReconcileAsync();

        Assert.All([DeploymentController.Deployments, Services, Ingresses, "api/v1/secrets"], c => Assert.Equal(6, Store.List(c, null).Count));
        Assert.Equal(services.Select(s => $"{s.Hostname}.localhost").Order(), Store.List(Ingresses, null).Select(i => (string?)i["spec"]!["rules"]![0]!["host"]).Order());
    }

    [Fact]
    public async Task Run_WhenNothingDiffers_OnlyReadsListsHoweverManyServicesThereAre()
    {
        await _cluster.AddServicesAsync(6);
        await _cluster.ReconcileAsync();

        var calls = await _cluster.ReconcileAsync();

        Assert.All(calls, c => Assert.StartsWith("GET ", c, StringComparison.Ordinal));
        Assert.Equal(calls.Distinct(StringComparer.Ordinal).Count(), calls.Count);
        Assert.InRange(calls.Count, 1, 7);
    }

    [Theory]
    [InlineData(DeploymentController.Deployments)]
    [InlineData(Services)]
    [InlineData(Ingresses)]
    [InlineData("apis/networking.k8s.io/v1/networkpolicies")]
    [InlineData("api/v1/resourcequotas")]
    [InlineData("api/v1/limitranges")]
    public async Task Run_AfterAnObjectWasDeletedByHand_MakesItAgainAndTouchesNothingElse(string collection)
    {
        await _cluster.AddServicesAsync(3);
        await _cluster.ReconcileAsync();
        var before = Store.List(collection, null);
        var gone = before[0]["metadata"]!;
        await _cluster.DeleteByHandAsync(collection, (string)gone["namespace"]!, (string)gone["name"]!);

        var calls = await _cluster.ReconcileAsync(later: TimeSpan.FromSeconds(30));

        Assert.Equal(before.Select(o => (string?)o["metadata"]!["name"]), Store.List(collection, null).Select(o => (string?)o["metadata"]!["name"]));
        Assert.InRange(calls.Count(c => c.StartsWith("PATCH", StringComparison.Ordinal)), 1, 5);
    }

    [Fact]
    public async Task Run_AfterTheNamespaceWasDeleted_MakesItAgainWithAllThatWasInIt()
    {
        await _cluster.AddServicesAsync(2);
        await _cluster.ReconcileAsync();
        var space = (string)Store.List(Services, null)[0]["metadata"]!["namespace"]!;
        await _cluster.DeleteByHandAsync("api/v1/namespaces", null, space);
        Assert.Empty(Store.List(Services, space));

        await _cluster.ReconcileAsync(later: TimeSpan.FromSeconds(30));

        Assert.NotNull(Store.Find("api/v1/namespaces", null, space));
        Assert.All([Ingresses, Services, DeploymentController.Deployments], c => Assert.Equal(2, Store.List(c, space).Count));
        Assert.Equal(TenantObjects.Names.Count, Store.List("apis/networking.k8s.io/v1/networkpolicies", space).Count + Store.List("api/v1/resourcequotas", space).Count + Store.List("api/v1/limitranges", space).Count);
    }

    [Fact]
    public async Task Run_WithAServiceThatNoRowOwns_RemovesItAfterAWhileAndNoOther()
    {
        var services = await _cluster.AddServicesAsync(2);
        await _cluster.ReconcileAsync();
        await _cluster.Get<ServiceStore>().MarkDeletedAsync(services[0].UserId, "default", services[0].Name);
        await _cluster.Get<ServiceStore>().RemoveAsync(services[0].Id);

        await _cluster.ReconcileAsync();
        Assert.Equal(2, Store.List(Services, null).Count);
        await _cluster.ReconcileAsync(later: TimeSpan.FromSeconds(61));

        Assert.Equal(OwnerLabels.NameOf(services[1].Id), (string?)Assert.Single(Store.List(Services, null))["metadata"]!["name"]);
        Assert.All([DeploymentController.Deployments, Ingresses, "api/v1/secrets", DeploymentController.Pods], c => Assert.Single(Store.List(c, null)));
    }

    [Fact]
    public async Task Turn_TakenByOneWorker_IsNoOthersUntilItIsGivenBack()
    {
        var turns = _cluster.Get<Turns>();
        await using (var first = await turns.TryTakeAsync("reconciliation", default))
        {
            Assert.NotNull(first);
            Assert.Null(await turns.TryTakeAsync("reconciliation", default));
        }

        await using var second = await turns.TryTakeAsync("reconciliation", default);
        Assert.NotNull(second);
    }
}
