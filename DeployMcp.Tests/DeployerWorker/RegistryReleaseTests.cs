using DeployMcp.Data.Deployments;
using DeployMcp.DeployerWorker.Deployments;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Services;
using DeployMcp.Platform.Artifacts;
using DeployMcp.Platform.Builders.BuildKit;
using DeployMcp.Platform.Registries;
using DeployMcp.Tests.Fixtures.BuildKit;
using DeployMcp.Tests.Platform.Builders.BuildKit;
using DeployMcp.Workflows.Deployments;

namespace DeployMcp.Tests.DeployerWorker;

/// <summary>The steps up to a release, on a real BuildKit and a real registry: what one worker built, any other finds.</summary>
public sealed class RegistryReleaseTests : IAsyncLifetime
{
    private readonly DeployerBench _bench = new();
    private BuildKitBench? _kit;

    public async Task InitializeAsync()
    {
        if (await TestBuildKit.IsAvailableAsync())
        {
            _kit = await BuildKitBench.StartAsync();
            _bench.Settings["BuildKit:Address"] = _kit.Bridge.Address;
            _bench.Settings["BuildKit:Client"] = TestBuildKit.Client;
            _bench.Settings["Registry:Address"] = _kit.Images.Address;
            _bench.Settings["Registry:Insecure"] = "true";
        }

        await _bench.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await _bench.DisposeAsync();
        _kit?.Dispose();
    }

    [Fact]
    public async Task Build_OfTheSameSource_FindsTheImageWithNothingOnTheWorkersDisk()
    {
        if (_kit is null)
        {
            AssertWithout();
            return;
        }

        var (service, first) = await DeployAsync("one");
        Assert.Empty(_bench.Get<ArtifactStore>().List());
        Assert.Equal(2, (await _kit.Registry.ListTagsAsync(RepositoryOf(service), default)).Count(t => t != "buildcache"));

        var again = await _bench.RedeployAsync(service);
        await BuildAsync(again);
        Assert.Contains("using that release", await _bench.LogAsync(again), StringComparison.Ordinal);
        Assert.Equal((await SpecAsync(first)).Image, (await SpecAsync(again)).Image);

        await RemoveImagesAsync(service);
        var rebuilt = await _bench.RedeployAsync(service);
        await BuildAsync(rebuilt);
        Assert.Contains("Built and pushed", await _bench.LogAsync(rebuilt), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_OfARollback_TakesTheImageUnlessTheRegistryHasLostIt()
    {
        if (_kit is null)
        {
            AssertWithout();
            return;
        }

        var (service, first) = await DeployAsync("old");
        var rollback = (await _bench.Get<DeploymentQueue>().RollbackAsync(service.Id, first.Id))!.Deployment;
        await BuildAsync(rollback);
        Assert.Contains("its release is kept", await _bench.LogAsync(rollback), StringComparison.Ordinal);
        Assert.Equal((await SpecAsync(first)).Image, (await SpecAsync(rollback)).Image);

        await RemoveImagesAsync(service);
        var lost = (await _bench.Get<DeploymentQueue>().RollbackAsync(service.Id, first.Id))!.Deployment;
        await Assert.ThrowsAsync<Temporalio.Exceptions.ApplicationFailureException>(() => BuildAsync(lost));
        Assert.Equal(FailureCode.PlatformFault, (await _bench.FindAsync(lost)).Failure!.Code);
    }

    [Fact]
    public async Task Build_BuildKitThatGoesAway_IsTriedAgainAndLeavesNothing()
    {
        if (_kit is null)
        {
            AssertWithout();
            return;
        }

        var repo = await _bench.CreateRepoAsync();
        await repo.CommitAsync(("Dockerfile", $"FROM {_kit.Base}\nRUN echo begun; sleep 3\nCMD [\"httpd\", \"-f\"]\n"));
        var (service, deployment) = await _bench.CreateServiceAsync(repo, spec => spec with { BuildPack = BuildPack.Dockerfile }, []);
        var build = BuildAsync(deployment);
        await Eventually.TrueAsync(async () => build.IsCompleted || (await _bench.LogAsync(deployment)).Contains(" begun", StringComparison.Ordinal), TimeSpan.FromSeconds(60), () => "The build does not begin.");
        _kit.Bridge.Dispose();

        var fault = await Assert.ThrowsAsync<Temporalio.Exceptions.ApplicationFailureException>(() => build);

        Assert.False(fault.NonRetryable);
        Assert.Contains("Platform fault: BuildKit did not answer, or went away during the build", await _bench.LogAsync(deployment), StringComparison.Ordinal);
        Assert.Null((await _bench.FindAsync(deployment)).Failure);
        Assert.Empty(await _kit.Registry.ListTagsAsync(RepositoryOf(service), default));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_bench.Options.WorkDirectory));
        using var back = _kit.Bridge.Again();
        await BuildAsync(deployment);
        Assert.NotNull((await SpecAsync(deployment)).Image);
    }

    /// <summary>Where BuildKit can't run, the selection by settings is what is left to look at.</summary>
    private void AssertWithout() => Assert.Null(_bench.Get<IServiceProvider>().GetService(typeof(BuildKitBuilder)));

    private static string RepositoryOf(Service service) => $"tenant-{service.UserId}/{service.Hostname}";

    private async Task<(Service Service, Deployment Deployment)> DeployAsync(string text)
    {
        var repo = await _bench.CreateRepoAsync();
        await repo.CommitAsync(("Dockerfile", $"FROM {_kit!.Base}\nRUN echo {text} > /x\nCMD [\"httpd\", \"-f\"]\n"));
        var (service, deployment) = await _bench.CreateServiceAsync(repo, spec => spec with { BuildPack = BuildPack.Dockerfile }, []);
        await BuildAsync(deployment);
        await _bench.Get<DeploymentStore>().TryMoveAsync(deployment.Id, DeploymentStatus.Deploying);
        Assert.True(await _bench.Get<DeploymentStore>().TryActivateAsync(deployment.Id));
        return (service, await _bench.FindAsync(deployment));
    }

    private async Task BuildAsync(Deployment deployment)
    {
        var step = new DeploymentStep(deployment.ServiceId, deployment.Id);
        await DeployerBench.StepAsync(() => _bench.Get<DeployActivities>().ResolveCommitAsync(step));
        await DeployerBench.StepAsync(() => _bench.Get<DeployActivities>().BuildReleaseAsync(step));
    }

    private async Task<DeployMcp.Planning.Runtime.RevisionSpec> SpecAsync(Deployment deployment) => (await _bench.Get<Releases>().FindSpecAsync(deployment))!;

    private async Task RemoveImagesAsync(Service service)
    {
        var images = new RepositoryImages(_kit!.Registry);
        foreach (var image in await images.ListAsync(RepositoryOf(service), default))
        {
            await images.DeleteAsync(RepositoryOf(service), image, [], default);
        }
    }
}
