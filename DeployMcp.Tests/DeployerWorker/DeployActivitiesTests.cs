using DeployMcp.Data.Deployments;
using DeployMcp.DeployerWorker.Deployments;
using DeployMcp.DeployerWorker.Reconciliation;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Security;
using DeployMcp.Domain.Services;
using DeployMcp.Platform.Artifacts;
using DeployMcp.Platform.Runtimes;
using DeployMcp.Platform.Secrets;
using DeployMcp.Workflows.Deployments;
using Npgsql;
using Temporalio.Exceptions;

namespace DeployMcp.Tests.DeployerWorker;

public sealed class DeployActivitiesTests(DeployerBench bench) : IClassFixture<DeployerBench>
{
    private const string Manifest = """{"name":"app","scripts":{"start":"node server.js"}}""";

    private static (string, string)[] App(string text) =>
    [
        ("package.json", Manifest),
        ("server.js", $$"""require('http').createServer((q, r) => r.end('{{text}} ' + process.env.GREETING)).listen(process.env.PORT)"""),
    ];

    [Fact]
    public async Task Steps_NewCommit_ReplaceTheOldRevisionAndKeepTwoReleases()
    {
        var repo = await bench.CreateRepoAsync();
        await repo.CommitAsync(App("one"));
        var (service, first) = await bench.CreateServiceAsync(repo, new EnvVar("GREETING", new Sensitive("hello-from-env")));

        Assert.Equal(DeploymentStatus.Active, (await bench.RunAsync(first)).Status);
        Assert.Equal("one hello-from-env", await bench.Agent.GetAsync(service.Hostname));
        var log = await bench.LogAsync(first);
        Assert.Contains("Detected Node.js because of package.json", log, StringComparison.Ordinal);
        Assert.Contains("Health check passed on port", log, StringComparison.Ordinal);
        Assert.Contains($"Live at http://{service.Hostname}.localhost:8080", log, StringComparison.Ordinal);

        foreach (var text in (string[])["two", "three"])
        {
            await repo.CommitAsync(App(text));
            var next = await bench.RedeployAsync(service);
            Assert.Equal(DeploymentStatus.Active, (await bench.RunAsync(next)).Status);
            Assert.Equal($"{text} hello-from-env", await bench.Agent.GetAsync(service.Hostname));
        }

        Assert.Equal(DeploymentStatus.Removed, (await bench.FindAsync(first)).Status);
        Assert.Equal(2, bench.Get<ArtifactStore>().ListOf(service.Id).Count);
        Assert.Empty(Directory.EnumerateDirectories(bench.Options.WorkDirectory));
    }

    [Fact]
    public async Task Steps_SameCommitAgain_UseTheReleaseThatIsThere()
    {
        var repo = await bench.CreateRepoAsync();
        await repo.CommitAsync(App("same"));
        var (service, first) = await bench.CreateServiceAsync(repo);
        await bench.RunAsync(first);

        var again = await bench.RedeployAsync(service);

        Assert.Equal(DeploymentStatus.Active, (await bench.RunAsync(again)).Status);
        Assert.Contains("was built with these settings before", await bench.LogAsync(again), StringComparison.Ordinal);
        Assert.Equal((await bench.FindAsync(first)).Artifact, (await bench.FindAsync(again)).Artifact);
        Assert.StartsWith("same", await bench.Agent.GetAsync(service.Hostname), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Steps_OtherCommitOfTheSameFiles_UseTheReleaseThatIsThere()
    {
        var repo = await bench.CreateRepoAsync();
        await repo.CommitAsync(App("first"));
        var (service, first) = await bench.CreateServiceAsync(repo);
        await bench.RunAsync(first);
        await repo.CommitAsync(App("other"));
        await bench.RunAsync(await bench.RedeployAsync(service));
        await repo.CommitAsync(App("first"));

        var reverted = await bench.RedeployAsync(service);

        Assert.Equal(DeploymentStatus.Active, (await bench.RunAsync(reverted)).Status);
        Assert.NotEqual((await bench.FindAsync(first)).CommitSha, (await bench.FindAsync(reverted)).CommitSha);
        Assert.Equal((await bench.FindAsync(first)).Artifact, (await bench.FindAsync(reverted)).Artifact);
        Assert.StartsWith("first", await bench.Agent.GetAsync(service.Hostname), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Steps_SameCommitWithAnotherVariable_BuildAgain()
    {
        var repo = await bench.CreateRepoAsync();
        await repo.CommitAsync(App("same"));
        var (service, first) = await bench.CreateServiceAsync(repo, new EnvVar("GREETING", new Sensitive("one")));
        await bench.RunAsync(first);
        var names = bench.Get<ReleaseNames>();
        var source = (await bench.Get<DeploymentStore>().FindSourceAsync(service.Id, (await bench.FindAsync(first)).CommitSha!))!;
        var before = await names.OfAsync(service, source);
        await SetAsync(service, "GREETING", "one");
        Assert.Equal(before, await names.OfAsync(service, source));
        await SetAsync(service, "GREETING", "two");
        var again = await bench.RedeployAsync(service);

        Assert.Equal(DeploymentStatus.Active, (await bench.RunAsync(again)).Status);
        Assert.NotEqual(before, (await bench.FindAsync(again)).Artifact);
        Assert.Equal("same two", await bench.Agent.GetAsync(service.Hostname));
    }

    [Fact]
    public async Task Steps_ReleaseOverItsLimit_IsQuotaExceededAndNamesWhatIsLarge()
    {
        var limit = bench.Options.MaxReleaseMiB;
        bench.Options.MaxReleaseMiB = 3;
        try
        {
            var repo = await bench.CreateRepoAsync();
            await repo.CommitAsync(("package.json", """{"scripts":{"build":"head -c 5000000 /dev/zero > model.bin","start":"node a"}}"""));
            var (service, deployment) = await bench.CreateServiceAsync(repo);

            var result = await bench.RunAsync(deployment);

            Assert.Equal(FailureCode.QuotaExceeded, result.FailureCode);
            Assert.Contains("model.bin (4 MiB)", (await bench.FindAsync(deployment)).Failure!.Evidence, StringComparison.Ordinal);
            Assert.Empty(bench.Get<ArtifactStore>().ListOf(service.Id));
        }
        finally
        {
            bench.Options.MaxReleaseMiB = limit;
        }
    }

    [Fact]
    public async Task Steps_BrokenBuild_FailAndTheOldRevisionServesOn()
    {
        var repo = await bench.CreateRepoAsync();
        await repo.CommitAsync(App("good"));
        var (service, first) = await bench.CreateServiceAsync(repo);
        await bench.RunAsync(first);
        await repo.CommitAsync(("package.json", """{"scripts":{"build":"node build.js","start":"node server.js"}}"""), ("build.js", "throw new Error('broken on purpose')"));
        var broken = await bench.RedeployAsync(service);

        var result = await bench.RunAsync(broken);

        Assert.Equal(new DeployServiceResult(DeploymentStatus.Failed, FailureCode.BuildFailed), result);
        Assert.Contains("Error: broken on purpose", (await bench.FindAsync(broken)).Failure!.Evidence, StringComparison.Ordinal);
        Assert.StartsWith("good", await bench.Agent.GetAsync(service.Hostname), StringComparison.Ordinal);
        Assert.Equal(DeploymentStatus.Active, (await bench.FindAsync(first)).Status);
    }

    [Fact]
    public async Task Steps_CrashOnStart_PassTheAgentsFailureOnAndLeaveNoRevision()
    {
        var repo = await bench.CreateRepoAsync();
        await repo.CommitAsync(("server.js", "console.error('no database url'); process.exit(3)"));
        var (service, deployment) = await bench.CreateServiceAsync(repo);

        var result = await bench.RunAsync(deployment);

        Assert.Equal(FailureCode.CrashedOnStart, result.FailureCode);
        Assert.Contains("no database url", (await bench.FindAsync(deployment)).Failure!.Evidence, StringComparison.Ordinal);
        Assert.DoesNotContain(await bench.Get<IServiceRuntime>().ListAsync(CancellationToken.None), s => s.ServiceId == service.Id);
        Assert.Empty(bench.Get<ArtifactStore>().ListOf(service.Id));
    }

    [Fact]
    public async Task SwitchTrafficAsync_OfSupersededDeployment_LeavesTrafficWithTheNewer()
    {
        var repo = await bench.CreateRepoAsync();
        await repo.CommitAsync(App("older"));
        var (service, older) = await bench.CreateServiceAsync(repo);
        var step = new DeploymentStep(service.Id, older.Id);
        var activities = bench.Get<DeployActivities>();
        await DeployerBench.StepAsync(() => activities.ResolveCommitAsync(step));
        await DeployerBench.StepAsync(() => activities.BuildReleaseAsync(step));
        await DeployerBench.StepAsync(() => activities.ApplyRevisionAsync(step));
        await DeployerBench.StepAsync(() => activities.WaitForRolloutAsync(step));
        await repo.CommitAsync(App("newer"));
        await bench.RunAsync(await bench.RedeployAsync(service));

        var e = await Assert.ThrowsAsync<ApplicationFailureException>(() => DeployerBench.StepAsync(() => activities.SwitchTrafficAsync(step)));

        Assert.Equal(DeploymentErrors.NoLongerWanted, e.ErrorType);
        Assert.StartsWith("newer", await bench.Agent.GetAsync(service.Hostname), StringComparison.Ordinal);
        Assert.Equal(DeploymentStatus.Superseded, (await bench.RunAsync(older)).Status);
        Assert.StartsWith("newer", await bench.Agent.GetAsync(service.Hostname), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BuildReleaseAsync_SupersededWhileItBuilds_EndsTheBuild()
    {
        var repo = await bench.CreateRepoAsync();
        await repo.CommitAsync(("package.json", """{"scripts":{"build":"echo building; sleep 1000","start":"node a"}}"""));
        var (service, older) = await bench.CreateServiceAsync(repo);
        var step = new DeploymentStep(service.Id, older.Id);
        await DeployerBench.StepAsync(() => bench.Get<DeployActivities>().ResolveCommitAsync(step));
        var build = DeployerBench.StepAsync(() => bench.Get<DeployActivities>().BuildReleaseAsync(step));
        await Eventually.TrueAsync(async () => (await bench.LogAsync(older)).Contains("\nbuilding", StringComparison.Ordinal), TimeSpan.FromSeconds(60), () => "No build began.");

        await bench.RedeployAsync(service);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => build.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.False(Directory.Exists(Path.Combine(bench.Options.WorkDirectory, older.Id.ToString())));
    }

    [Fact]
    public async Task Reconciler_AgentStartedWithNothing_BringsTheServiceBack()
    {
        var repo = await bench.CreateRepoAsync();
        await repo.CommitAsync(App("back"));
        var (service, deployment) = await bench.CreateServiceAsync(repo, new EnvVar("GREETING", new Sensitive("again")));
        await bench.RunAsync(deployment);
        await bench.Agent.StopAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => bench.Get<RuntimeReconciler>().RunAsync(CancellationToken.None));
        await bench.Agent.StartAsync();
        Assert.StartsWith("status", await bench.Agent.GetAsync(service.Hostname), StringComparison.Ordinal);

        await bench.Get<RuntimeReconciler>().RunAsync(CancellationToken.None);

        Assert.Equal("back again", await bench.Agent.GetAsync(service.Hostname));
        Assert.Equal(DeploymentStatus.Active, (await bench.FindAsync(deployment)).Status);
    }

    [Fact]
    public async Task FinishAsync_FailedWithoutCause_IsThePlatformsFault()
    {
        var repo = await bench.CreateRepoAsync();
        await repo.CommitAsync(App("x"));
        var (service, deployment) = await bench.CreateServiceAsync(repo);
        var finish = new FinishInput(new DeploymentStep(service.Id, deployment.Id), DeploymentStatus.Failed);

        var results = new List<DeployServiceResult>();
        for (var i = 0; i < 2; i++)
        {
            await DeployerBench.StepAsync(async () => results.Add(await bench.Get<DeployActivities>().FinishAsync(finish)));
        }

        Assert.All(results, r => Assert.Equal(new DeployServiceResult(DeploymentStatus.Failed, FailureCode.PlatformFault), r));
        Assert.Contains("platform_fault", await bench.LogAsync(deployment), StringComparison.Ordinal);
    }

    private async Task SetAsync(Service service, string key, string value)
    {
        var encrypted = bench.Get<SecretCipher>().Encrypt(service.Id.Value, key, new Sensitive(value));
        await using var command = bench.Get<NpgsqlDataSource>().CreateCommand("update env_vars set nonce = $1, ciphertext = $2 where service_id = $3 and key = $4");
        foreach (var parameter in (object[])[encrypted.Nonce, encrypted.Ciphertext, service.Id.Value, key])
        {
            command.Parameters.AddWithValue(parameter);
        }

        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }
}
