using System.Diagnostics;
using DeployMcp.Data.Deployments;
using DeployMcp.Data.Services;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Failures;
using DeployMcp.Platform.Artifacts;
using DeployMcp.Platform.Runtimes;
using DeployMcp.Workflows.Deployments;
using Xunit.Abstractions;

namespace DeployMcp.Tests.DeployerWorker;

/// <summary>The whole worker: real engine, real database, real agent, real npm.</summary>
public sealed class DeployWorkflowTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Manifest = """{"name":"app","scripts":{"start":"node server.js"},"dependencies":{"ms":"2.1.3"}}""";

    private readonly DeployerBench _bench = new();

    public async Task InitializeAsync()
    {
        await _bench.InitializeAsync();
        await _bench.StartWorkerAsync();
    }

    public Task DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Worker_DeploysRedeploysFailsAndDeletes()
    {
        var repo = await _bench.CreateRepoAsync();
        await repo.CommitAsync(("package.json", Manifest), ("server.js", Server("one")));
        var (service, first) = await _bench.CreateServiceAsync(repo);
        Assert.Equal(DeploymentStatus.Active, (await CarryOutAsync(first)).Status);
        Assert.Equal("one 60000", await _bench.Agent.GetAsync(service.Hostname));

        await repo.CommitAsync(("server.js", Server("two")));
        var second = await _bench.RedeployAsync(service);
        Assert.Equal(DeploymentStatus.Active, (await CarryOutAsync(second)).Status);
        Assert.Equal("two 60000", await _bench.Agent.GetAsync(service.Hostname));
        Assert.Contains("Installing dependencies (cached)", await _bench.LogAsync(second), StringComparison.Ordinal);

        await repo.CommitAsync(("server.js", "process.exit(4)"));
        var broken = await CarryOutAsync(await _bench.RedeployAsync(service));
        Assert.Equal((DeploymentStatus.Failed, FailureCode.CrashedOnStart), (broken.Status, broken.Failure!.Code));
        Assert.Equal("two 60000", await _bench.Agent.GetAsync(service.Hostname));

        await _bench.Get<ServiceStore>().MarkDeletedAsync(service.UserId, service.Project, service.Name);
        await _bench.Get<DeploymentWorkflowClient>().StartDeleteAsync(service.Id);
        await Eventually.TrueAsync(
            async () => !await _bench.Get<ServiceStore>().ExistsAsync(service.Id), TimeSpan.FromSeconds(60), () => "The delete did not end.");
        Assert.Empty(_bench.Get<ArtifactStore>().ListOf(service.Id));
        Assert.DoesNotContain(await _bench.Get<IServiceRuntime>().ListAsync(CancellationToken.None), s => s.ServiceId == service.Id);
        Assert.StartsWith("status", await _bench.Agent.GetAsync(service.Hostname), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Worker_QueuedAndNeverStarted_IsCarriedOutByTheSweep()
    {
        var repo = await _bench.CreateRepoAsync();
        await repo.CommitAsync(("index.html", "swept"));
        var (service, deployment) = await _bench.CreateServiceAsync(repo);

        var ended = await EndAsync(deployment);

        Assert.Equal(DeploymentStatus.Active, ended.Status);
        Assert.Equal("swept", await _bench.Agent.GetAsync(service.Hostname));
    }

    [Fact]
    public async Task Worker_NewerDeploymentWhileBuilding_SupersedesAndServes()
    {
        var repo = await _bench.CreateRepoAsync();
        await repo.CommitAsync(("package.json", """{"scripts":{"build":"echo building; sleep 1000","start":"node server.js"}}"""), ("server.js", Server("never")));
        var (service, older) = await _bench.CreateServiceAsync(repo);
        await StartAsync(older);
        await Eventually.TrueAsync(async () => (await _bench.LogAsync(older)).Contains("\nbuilding", StringComparison.Ordinal), TimeSpan.FromSeconds(60), () => "No build began.");
        await repo.CommitAsync(("package.json", Manifest), ("server.js", Server("newest")));

        var queued = (await _bench.Get<DeploymentQueue>().RedeployAsync(service.Id, null))!;
        await StartAsync(queued.Deployment);
        await _bench.Get<DeploymentWorkflowClient>().CancelAsync(queued.SupersededWorkflows);

        Assert.Equal(DeploymentStatus.Active, (await EndAsync(queued.Deployment)).Status);
        Assert.Equal("newest 60000", await _bench.Agent.GetAsync(service.Hostname));
        Assert.Equal(DeploymentStatus.Superseded, (await _bench.FindAsync(older)).Status);
    }

    private static string Server(string text)
        => $"require('http').createServer((q, r) => r.end('{text} ' + require('ms')('1m'))).listen(process.env.PORT)";

    private async Task<Deployment> CarryOutAsync(Deployment deployment)
    {
        var clock = Stopwatch.StartNew();
        await StartAsync(deployment);
        var ended = await EndAsync(deployment);
        output.WriteLine($"{ended.Status} after {clock.ElapsedMilliseconds} ms");
        foreach (var line in await _bench.Get<DeploymentLogStore>().TailAsync(deployment.Id, 100))
        {
            output.WriteLine($"  {line.At:ss.fff} {line.Text}");
        }

        return ended;
    }

    private async Task StartAsync(Deployment deployment)
    {
        await _bench.Get<DeploymentWorkflowClient>().StartAsync(deployment);
        await _bench.Get<DeploymentQueue>().MarkStartedAsync(deployment.Id);
    }

    private async Task<Deployment> EndAsync(Deployment deployment)
    {
        await Eventually.TrueAsync(
            async () => !(await _bench.FindAsync(deployment)).Status.IsInProgress(), TimeSpan.FromSeconds(90), () => "The deployment did not end.");
        return await _bench.FindAsync(deployment);
    }
}
