using DeployMcp.Data.Deployments;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Services;
using DeployMcp.Platform.Artifacts;
using DeployMcp.Platform.Builders;

namespace DeployMcp.Tests.DeployerWorker;

public sealed class RollbackTests(DeployerBench bench) : IClassFixture<DeployerBench>
{
    [Fact]
    public async Task Steps_OfARollback_ServeTheKeptReleaseThoughItsSourceIsGone()
    {
        var (repo, service, first) = await TwoVersionsAsync();
        TreeRemoval.Run(repo.Path);

        var rollback = (await bench.Get<DeploymentQueue>().RollbackAsync(service.Id, first.Id))!.Deployment;
        var ended = await bench.RunAsync(rollback);

        Assert.Equal(DeploymentStatus.Active, ended.Status);
        Assert.Equal("one", await bench.Agent.GetAsync(service.Hostname));
        Assert.StartsWith($"Rolling back to {first.CommitSha![..12]} Change: its release is kept", await bench.LogAsync(rollback), StringComparison.Ordinal);
        Assert.DoesNotContain("Fetching", await bench.LogAsync(rollback), StringComparison.Ordinal);
        Assert.Equal(("a", "Change"), (first.CommitAuthor, (await bench.FindAsync(rollback)).CommitMessage));
    }

    [Fact]
    public async Task Steps_OfARollbackWhoseReleaseIsGone_FailAsThePlatformsFaultAndWhatServesStays()
    {
        var (_, service, first) = await TwoVersionsAsync();
        bench.Get<ArtifactStore>().Delete(first.Artifact!);

        var rollback = (await bench.Get<DeploymentQueue>().RollbackAsync(service.Id, first.Id))!.Deployment;
        var ended = await bench.RunAsync(rollback);

        Assert.Equal((DeploymentStatus.Failed, FailureCode.PlatformFault), (ended.Status, ended.FailureCode));
        Assert.Equal("two", await bench.Agent.GetAsync(service.Hostname));
    }

    private async Task<(TestRepo Repo, Service Service, Deployment First)> TwoVersionsAsync()
    {
        var repo = await bench.CreateRepoAsync();
        await repo.CommitAsync(("index.html", "one"));
        var (service, first) = await bench.CreateServiceAsync(repo);
        Assert.Equal(DeploymentStatus.Active, (await bench.RunAsync(first)).Status);
        await repo.CommitAsync(("index.html", "two"));
        Assert.Equal(DeploymentStatus.Active, (await bench.RunAsync(await bench.RedeployAsync(service))).Status);
        return (repo, service, await bench.FindAsync(first));
    }
}
