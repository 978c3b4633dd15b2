using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Security;
using DeployMcp.Domain.Services;
using DeployMcp.Planning.Plans;
using DeployMcp.Platform.Builders.BuildKit;
using DeployMcp.Platform.Registries;
using DeployMcp.Tests.Fixtures.BuildKit;
using DeployMcp.Tests.Planning;
using DeployMcp.Tests.Platform.Registries;

namespace DeployMcp.Tests.Platform.Builders.BuildKit;

public sealed class BuildKitBuilderTests : IDisposable
{
    private BuildKitBench? _bench;

    private BuildKitBench Bench => _bench!;

    private string Base => $"FROM {Bench.Base}\n";

    public void Dispose() => _bench?.Dispose();

    [Fact]
    public void Find_NoClient_SaysWhatToInstall()
    {
        var client = new BuildKitClient(new BuildKitOptions { Client = "/nonexistent/buildctl" }, new RegistryOptions());

        var e = Assert.Throws<DeploymentFailureException>(client.Find);

        Assert.Equal(FailureCode.PlatformFault, e.Failure.Code);
        Assert.Contains("buildctl", e.Failure.Message, StringComparison.Ordinal);
        Assert.Contains("/nonexistent/buildctl", e.Failure.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BuildAsync_GeneratedDockerfile_PushesAnImageWithoutTheVariables()
    {
        if (!await StartAsync())
        {
            return;
        }

        const string secret = "value-that-nobody-stores";
        var settings = PlanCase.Defaults with
        {
            InstallCommand = $"test \"$API_TOKEN\" = {secret[..5]}$REST && echo installed > installed.txt",
            BuildCommand = "test \"$API_TOKEN\" = \"value$REST\" && echo the token is $API_TOKEN && mkdir out && echo built > out/x",
            StartCommand = "httpd -f -p $PORT -h out",
        };
        var release = await Bench.BuildAsync([("readme", "x")], settings, [Variable("API_TOKEN", secret), Variable("REST", secret[5..])]);

        var image = release.Image!;
        Assert.Equal($"{Bench.Images.Address}/tenant-1/web@{image.Id}", image.Reference);
        var stored = await Bench.Registry.FindAsync("tenant-1/web", Bench.Commit, default);
        Assert.Equal((image.Id, "amd64", true), (stored!.Digest, stored.Architecture, stored.StartsSomething));
        Assert.Contains("by the platform's own plan, as a generated Dockerfile", Bench.Log, StringComparison.Ordinal);
        Assert.Contains($"the token is {Sensitive.Redacted}", Bench.Log, StringComparison.Ordinal);
        var all = Bench.AllThatIsStored();
        Assert.Contains("installed", all, StringComparison.Ordinal);
        Assert.Contains("slsa", all, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, all, StringComparison.Ordinal);
        Assert.DoesNotContain(secret[5..], all, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, Bench.Log, StringComparison.Ordinal);
        Assert.Contains("buildcache", await Bench.Registry.ListTagsAsync("tenant-1/web", default), StringComparer.Ordinal);
    }

    [Fact]
    public async Task BuildAsync_OwnDockerfile_GetsVariablesAsSecretsAndNeverAsArguments()
    {
        if (!await StartAsync())
        {
            return;
        }

        var release = await Bench.BuildAsync(
            [("Dockerfile", Base + "ARG API_TOKEN\nRUN --mount=type=secret,id=API_TOKEN test -n \"$(cat /run/secrets/API_TOKEN)\" && test -z \"$API_TOKEN\"\nEXPOSE 8081\nCMD [\"true\"]\n")],
            BuildKitBench.Dockerfile, [Variable("API_TOKEN", "never-in-a-layer-1")]);

        Assert.Equal(8081, release.Image!.ExposedPort);
        Assert.Contains("API_TOKEN is not handed over as ARG", Bench.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("never-in-a-layer-1", Bench.AllThatIsStored(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BuildAsync_StaticSite_IsFilesAndNginxsConfiguration()
    {
        if (!await StartAsync())
        {
            return;
        }

        var settings = PlanCase.Defaults with { BuildPack = BuildPack.Static };
        var release = await Bench.BuildAsync([("public/index.html", "hello from the site"), (".dockerignore", "public")], settings);

        Assert.Equal((8080, true), (release.Image!.ExposedPort, release.Image.ReadOnlyRoot));
        var all = Bench.AllThatIsStored();
        Assert.Contains("hello from the site", all, StringComparison.Ordinal);
        Assert.Contains("try_files", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BuildAsync_PlannedStepFails_IsSpokenOfAsThePlansStep()
        => await FailsAsync(
            () => [("readme", "x")], PlanCase.Defaults with { BuildCommand = "echo src/a.c:3: error: no such type; exit 3", StartCommand = "true" },
            FailureCode.BuildFailed, "ended with exit code 3", "no such type");

    [Fact]
    public async Task BuildAsync_BuildLeavesNothingToServe_SaysWhereItLooked()
        => await FailsAsync(
            () => [("readme", "x")], PlanCase.Defaults with { BuildPack = BuildPack.Static, BuildCommand = "true", PublishDirectory = "site" },
            FailureCode.BuildFailed, "nothing to serve", "site");

    [Fact]
    public async Task BuildAsync_DockerfileAsksForTheHostsNetwork_IsRefused()
        => await FailsAsync(() => [("Dockerfile", Base + "RUN --network=host true\nCMD [\"true\"]\n")], BuildKitBench.Dockerfile, FailureCode.BuildFailed, "asks for privileges", "network.host is not allowed");

    [Fact]
    public async Task BuildAsync_DockerfileAsksForInsecureSteps_IsRefused()
        => await FailsAsync(() => [("Dockerfile", Base + "RUN --security=insecure true\nCMD [\"true\"]\n")], BuildKitBench.Dockerfile, FailureCode.BuildFailed, "asks for privileges", "security");

    [Fact]
    public async Task BuildAsync_ImageForAnotherArchitecture_IsRejectedAndDeleted()
    {
        if (!await StartAsync())
        {
            return;
        }

        await RegistryPushes.ImageAsync(Bench.RegistryOptions, "base/arm", "1", DateTimeOffset.UtcNow, "arm64");
        await FailsAsync(
            () => [("Dockerfile", $"FROM --platform=linux/arm64 {Bench.Images.Address}/base/arm:1\nCOPY Dockerfile /x\nCMD [\"/x\"]\n")],
            BuildKitBench.Dockerfile, FailureCode.ImageRejected, "is for arm64", "arm64");

        Assert.Null(await Bench.Registry.FindDigestAsync("tenant-1/web", Bench.Commit, default));
    }

    [Fact]
    public async Task BuildAsync_RegistryOutOfReach_IsRegistryUnavailable()
        => await FailsAsync(
            () =>
            {
                (Bench.RegistryOptions.Address, Bench.Kit.RegistryCache) = ("127.0.0.1:9", false);
                return [("Dockerfile", Base + "CMD [\"true\"]\n")];
            },
            BuildKitBench.Dockerfile, FailureCode.RegistryUnavailable, "could not be reached", "connection refused");

    [Fact]
    public async Task BuildAsync_RegistryRefusesUs_IsRegistryUnavailableAndNamesTheSettings()
    {
        if (!await StartAsync())
        {
            return;
        }

        using var guarded = await TestRegistry.StartAsync(asksForPassword: true);
        await FailsAsync(
            () =>
            {
                (Bench.RegistryOptions.Address, Bench.Kit.RegistryCache) = (guarded.Address, false);
                return [("Dockerfile", Base + "CMD [\"true\"]\n")];
            },
            BuildKitBench.Dockerfile, FailureCode.RegistryUnavailable, "refuses the platform's credentials", guarded.Address);
    }

    [Fact]
    public async Task BuildAsync_BuildKitGoesAwayMidBuild_IsThePlatformsFault()
    {
        if (!await StartAsync())
        {
            return;
        }

        var build = Bench.BuildAsync([("Dockerfile", Base + "RUN echo begun; sleep 300\nCMD [\"true\"]\n")], BuildKitBench.Dockerfile);
        await Eventually.TrueAsync(() => Bench.Lines.Any(l => l.EndsWith(" begun", StringComparison.Ordinal)) || build.IsCompleted, TimeSpan.FromSeconds(60), () => Bench.Log);
        Bench.Bridge.Dispose();

        await Assert.ThrowsAsync<BuildKitGoneException>(() => build);
    }

    [Fact]
    public async Task BuildAsync_Cancelled_LeavesNoClient()
    {
        if (!await StartAsync())
        {
            return;
        }

        using var stop = new CancellationTokenSource();
        var build = Bench.BuildAsync([("Dockerfile", Base + "RUN echo begun; sleep 300\nCMD [\"true\"]\n")], BuildKitBench.Dockerfile, cancellationToken: stop.Token);
        await Eventually.TrueAsync(() => Bench.Lines.Any(l => l.EndsWith(" begun", StringComparison.Ordinal)) || build.IsCompleted, TimeSpan.FromSeconds(60), () => Bench.Log);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => build);
    }

    private static EnvVar Variable(string name, string value) => new(name, new Sensitive(value));

    /// <summary>Where BuildKit can't run here, what the platform says without its client is asserted instead.</summary>
    private async Task<bool> StartAsync()
    {
        if (!await TestBuildKit.IsAvailableAsync())
        {
            Find_NoClient_SaysWhatToInstall();
            return false;
        }

        _bench ??= await BuildKitBench.StartAsync();
        return true;
    }

    private async Task FailsAsync(Func<(string, string)[]> files, PlanSettings settings, FailureCode code, string message, string evidence)
    {
        if (!await StartAsync())
        {
            return;
        }

        var e = await Assert.ThrowsAsync<DeploymentFailureException>(() => Bench.BuildAsync(files(), settings));

        Assert.True(e.Failure.Code == code, $"{e.Failure}\n{Bench.Log}");
        Assert.True(e.Failure.Message.Contains(message, StringComparison.Ordinal), $"{e.Failure}\n{Bench.Log}");
        Assert.Contains(evidence, e.Failure.Evidence, StringComparison.OrdinalIgnoreCase);
    }
}
