using System.Text;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Security;
using DeployMcp.Platform.Secrets;
using DeployMcp.Server.Services;
using DeployMcp.Workflows.Deployments;
using Temporalio.Client;

namespace DeployMcp.Tests.DeployerWorker;

/// <summary>The product server that doesn't reach the runtime asks the deployer, over the real engine.</summary>
public sealed class RunLogTests : IAsyncLifetime
{
    private readonly DeployerBench _bench = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Tail_ByWayOfTheDeployer_BringsTheLinesAndLeavesNoneInTheHistory()
    {
        await StartAsync();
        var repo = await _bench.CreateRepoAsync();
        await repo.CommitAsync(
            ("package.json", """{"name":"app","scripts":{"start":"node server.js"}}"""),
            ("server.js", "console.log('the password is sesame'); require('http').createServer((q, r) => r.end('ok')).listen(process.env.PORT)"));
        var (service, deployment) = await _bench.CreateServiceAsync(repo);
        await _bench.Get<DeploymentWorkflowClient>().StartAsync(deployment);
        await Eventually.TrueAsync(async () => (await _bench.FindAsync(deployment)).Status == DeploymentStatus.Active, TimeSpan.FromSeconds(60), () => "It was not deployed.");

        var lines = await Logs().TailLogAsync(service.Id, 10, CancellationToken.None);

        Assert.Contains(lines, l => l.Text == "the password is sesame");
        var stored = await _bench.Get<ITemporalClient>().GetWorkflowHandle<ReadRunLogWorkflow, EncryptedValue>(WorkflowId.ForRunLog(service.Id, 10)).GetResultAsync();
        Assert.DoesNotContain("sesame", Encoding.UTF8.GetString(stored.Ciphertext), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tail_RuntimeIsAway_IsWhatTheServerTakesForUnreachable()
    {
        // The discard service, which nobody runs.
        _bench.Settings["Agent:ApiAddress"] = "http://127.0.0.1:9";
        await StartAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => Logs().TailLogAsync(ServiceId.New(), 10, CancellationToken.None));
    }

    private async Task StartAsync()
    {
        await _bench.InitializeAsync();
        await _bench.StartWorkerAsync();
    }

    private DeployerRunLogs Logs() => new(new RunLogWorkflowClient(_bench.Get<ITemporalClient>()), _bench.Get<SecretCipher>());
}
