using DeployMcp.Data.Deployments;
using DeployMcp.Data.Services;
using DeployMcp.DeployerWorker.Deployments;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Security;
using DeployMcp.Domain.Services;
using DeployMcp.Planning.Containers;
using DeployMcp.Planning.Runtime;
using DeployMcp.Platform.Artifacts;
using DeployMcp.Platform.Builders.Images;
using DeployMcp.Tests.Agent.Containers;
using DeployMcp.Tests.Fixtures;
using DeployMcp.Workflows.Deployments;

namespace DeployMcp.Tests.DeployerWorker;

/// <summary>From a Dockerfile in a repo to a container behind the edge, and back to nothing.</summary>
public sealed class ImageDeployTests(DeployerBench bench) : IClassFixture<DeployerBench>
{
    private static (string, string) Dockerfile(string text) => (
        "Dockerfile", $"FROM {TestDocker.BaseImage}\nRUN mkdir /www\nCMD [\"sh\", \"-c\", \"echo {text} $GREETING > /www/index.html; exec httpd -f -p $PORT -h /www\"]\n");

    [Fact]
    public async Task Steps_NewCommits_KeepTwoImagesAndOneContainer()
    {
        if (await StartAsync("one") is not var (repo, service, first))
        {
            return;
        }

        Assert.Equal("one hello-from-env\n", await bench.Agent.GetAsync(service.Hostname));
        Assert.Contains("Building the image with Docker Engine", await bench.LogAsync(first), StringComparison.Ordinal);
        Assert.DoesNotContain("hello-from-env", await bench.LogAsync(first), StringComparison.Ordinal);
        foreach (var text in (string[])["two", "three"])
        {
            await repo.CommitAsync(Dockerfile(text));
            Assert.Equal(DeploymentStatus.Active, (await bench.RunAsync(await bench.RedeployAsync(service))).Status);
            Assert.Equal($"{text} hello-from-env\n", await bench.Agent.GetAsync(service.Hostname));
        }

        await Eventually.TrueAsync(async () => (await ContainerAgent.ContainersAsync(service.Id)).Count == 1, TimeSpan.FromSeconds(30), () => "The old containers are still there.");
        await bench.Get<Releases>().RetireUnfinishedAsync();
        Assert.Equal(2, (await ImagesAsync(service)).Count);
        Assert.Equal(2, bench.Get<ArtifactStore>().ListOf(service.Id).Count);
    }

    [Fact]
    public async Task Steps_SameCommitAgain_UseTheImageUnlessTheEngineHasLostIt()
    {
        if (await StartAsync("same") is not var (_, service, first))
        {
            return;
        }

        var again = await bench.RedeployAsync(service);
        Assert.Equal(DeploymentStatus.Active, (await bench.RunAsync(again)).Status);
        Assert.Contains("using that release", await bench.LogAsync(again), StringComparison.Ordinal);

        await TestDocker.RunAsync("image", "rm", "--force", ImageName.Of((await bench.FindAsync(first)).Artifact!));
        var rebuilt = await bench.RedeployAsync(service);
        Assert.Equal(DeploymentStatus.Active, (await bench.RunAsync(rebuilt)).Status);
        Assert.DoesNotContain("using that release", await bench.LogAsync(rebuilt), StringComparison.Ordinal);
        Assert.Equal("same hello-from-env\n", await bench.Agent.GetAsync(service.Hostname));
    }

    [Fact]
    public async Task Steps_OfARollback_RunTheKeptImageUnlessTheEngineHasLostIt()
    {
        if (await StartAsync("old") is not var (repo, service, first))
        {
            return;
        }

        await repo.CommitAsync(Dockerfile("new"));
        var second = await bench.RedeployAsync(service);
        await bench.RunAsync(second);

        var back = (await bench.Get<DeploymentQueue>().RollbackAsync(service.Id, first.Id))!.Deployment;
        Assert.Equal(DeploymentStatus.Active, (await bench.RunAsync(back)).Status);
        Assert.Equal("old hello-from-env\n", await bench.Agent.GetAsync(service.Hostname));

        await TestDocker.RunAsync("image", "rm", "--force", ImageName.Of((await bench.FindAsync(second)).Artifact!));
        var forth = (await bench.Get<DeploymentQueue>().RollbackAsync(service.Id, second.Id))!.Deployment;
        Assert.Equal(FailureCode.PlatformFault, (await bench.RunAsync(forth)).FailureCode);
        Assert.Equal("old hello-from-env\n", await bench.Agent.GetAsync(service.Hostname));
    }

    [Fact]
    public async Task Steps_ContainerThatCrashes_FailAndLeaveNeitherContainerNorImage()
    {
        if (await StartAsync("good") is not var (repo, service, _))
        {
            return;
        }

        await repo.CommitAsync(("Dockerfile", $"FROM {TestDocker.BaseImage}\nCMD [\"sh\", \"-c\", \"echo no database url >&2; exit 3\"]\n"));
        var broken = await bench.RedeployAsync(service);

        Assert.Equal(FailureCode.CrashedOnStart, (await bench.RunAsync(broken)).FailureCode);

        Assert.Contains("no database url", (await bench.FindAsync(broken)).Failure!.Evidence, StringComparison.Ordinal);
        Assert.Equal("good hello-from-env\n", await bench.Agent.GetAsync(service.Hostname));
        Assert.Single(await ImagesAsync(service));
        Assert.Single(await ContainerAgent.ContainersAsync(service.Id));
    }

    [Fact]
    public async Task Delete_OfTheService_LeavesNeitherContainerNorImage()
    {
        var deleting = new DeployerBench();
        await deleting.InitializeAsync();
        try
        {
            if (await StartAsync("deleted", deleting) is not var (_, service, _))
            {
                return;
            }

            await deleting.StartWorkerAsync();
            await deleting.Get<ServiceStore>().MarkDeletedAsync(service.UserId, service.Project, service.Name);
            await deleting.Get<DeploymentWorkflowClient>().StartDeleteAsync(service.Id);
            await Eventually.TrueAsync(async () => !await deleting.Get<ServiceStore>().ExistsAsync(service.Id), TimeSpan.FromSeconds(60), () => "The service is still there.");

            Assert.Empty(await ImagesAsync(service));
            Assert.Empty(await ContainerAgent.ContainersAsync(service.Id));
            Assert.Empty(deleting.Get<ArtifactStore>().ListOf(service.Id));
        }
        finally
        {
            await deleting.DisposeAsync();
        }
    }

    [Fact]
    public async Task SweepImagesAsync_ImageWithoutARelease_IsRemoved()
    {
        if (await StartAsync("kept") is not var (_, service, deployment))
        {
            return;
        }

        var orphan = ArtifactStore.NameOf(service.Id, ["orphan"]);
        await TestDocker.RunAsync("tag", ImageName.Of((await bench.FindAsync(deployment)).Artifact!), ImageName.Of(orphan));

        await bench.Get<ReleaseRemoval>().SweepImagesAsync(CancellationToken.None);

        Assert.False(await bench.Get<ImageStore>().ExistsAsync(orphan, new RevisionImage("", null, null), CancellationToken.None));
        Assert.Single(await ImagesAsync(service));
    }

    private Task<(TestRepo Repo, Service Service, Deployment Deployment)?> StartAsync(string text) => StartAsync(text, bench);

    /// <summary>A service that is live; null where there is no engine, which the deployment says then.</summary>
    private static async Task<(TestRepo Repo, Service Service, Deployment Deployment)?> StartAsync(string text, DeployerBench on)
    {
        var runs = await TestDocker.IsAvailableAsync();
        var repo = await on.CreateRepoAsync();
        await repo.CommitAsync(Dockerfile(text));
        var (service, deployment) = await on.CreateServiceAsync(
            repo, spec => spec with { BuildPack = BuildPack.Dockerfile }, [new EnvVar("GREETING", new Sensitive("hello-from-env"))]);
        var result = await on.RunAsync(deployment);
        if (!runs)
        {
            Assert.Equal(FailureCode.NoProvider, result.FailureCode);
            return null;
        }

        Assert.True(result.Status == DeploymentStatus.Active, $"{(await on.FindAsync(deployment)).Failure}\n{await on.LogAsync(deployment)}");
        return (repo, service, deployment);
    }

    private static Task<IReadOnlyList<string>> ImagesAsync(Service service)
        => TestDocker.ListAsync("image", "ls", "--quiet", "--filter", $"label=deploymcp.service={service.Id}");
}
