using DeployMcp.Domain.Failures;
using DeployMcp.Platform.Builders.BuildKit;
using DeployMcp.Platform.Registries;
using DeployMcp.Tests.Platform.Registries;

namespace DeployMcp.Tests.Platform.Builders.BuildKit;

/// <summary>What is not built, not kept, or built without.</summary>
public sealed class BuildKitLimitTests : BuildKitTests
{
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
    public async Task BuildAsync_DockerfileAsksForTheHostsNetwork_IsRefused()
        => await FailsAsync(() => [("Dockerfile", Base + "RUN --network=host true\nCMD [\"true\"]\n")], BuildKitBench.Dockerfile, FailureCode.BuildFailed, "asks for privileges", "network.host is not allowed");

    [Theory]
    [InlineData("# syntax=evil.example/frontend:1\n")]
    [InlineData("# escape=\\\n# syntax = evil.example/frontend:1\n")]
    [InlineData("// syntax=evil.example/frontend:1\n")]
    public async Task BuildAsync_DockerfileWithAFrontendOfItsOwn_IsRejected(string directive)
        => await FailsAsync(() => [("Dockerfile", directive + Base + "CMD [\"true\"]\n")], BuildKitBench.Dockerfile, FailureCode.ImageRejected, "only Docker's own frontend", "evil.example");

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
    public async Task BuildAsync_BuildThatTakesTooLong_IsEnded()
        => await FailsAsync(
            () =>
            {
                Bench.Options.TimeLimit = TimeSpan.FromSeconds(2);
                return [("Dockerfile", Base + "RUN echo begun; sleep 300\nCMD [\"true\"]\n")];
            },
            BuildKitBench.Dockerfile, FailureCode.BuildFailed, "the whole build may take", "begun");

    [Fact]
    public async Task BuildAsync_ImageThatIsTooLarge_IsQuotaExceededAndDeleted()
    {
        if (!await StartAsync())
        {
            return;
        }

        Bench.Kit.MaxImageMiB = 1;
        var e = await Assert.ThrowsAsync<DeploymentFailureException>(() => Bench.BuildAsync(
            [("Dockerfile", Base + "RUN head -c 3000000 /dev/urandom > /large\nCMD [\"true\"]\n")], BuildKitBench.Dockerfile));

        Assert.Equal(FailureCode.QuotaExceeded, e.Failure.Code);
        Assert.Equal(["buildcache"], await Bench.Registry.ListTagsAsync("tenant-1/web", default));
    }

    [Fact]
    public async Task BuildAsync_WithAnSbomGenerator_StoresWhatItFinds()
    {
        if (!await StartAsync())
        {
            return;
        }

        const string found = """{"_type":"https://in-toto.io/Statement/v0.1","predicateType":"https://spdx.dev/Document","predicate":{"name":"found-by-the-scanner"}}""";
        await Bench.BuildAsync(
            [("Dockerfile", Base + "COPY found.json scan.sh /\nENTRYPOINT [\"sh\", \"/scan.sh\"]\n"), ("found.json", found), ("scan.sh", "cp /found.json $BUILDKIT_SCAN_DESTINATION/found.spdx.json\n")],
            BuildKitBench.Dockerfile, [], new("base", "scanner", "1", BuildKitBench.Dockerfile));
        Bench.Kit.SbomGenerator = $"{Bench.Images.Address}/base/scanner:1";

        var release = await Bench.BuildAsync([("Dockerfile", Base + "CMD [\"true\"]\n")], BuildKitBench.Dockerfile);

        var stored = Bench.AllThatIsStored();
        Assert.Contains("found-by-the-scanner\"}", stored, StringComparison.Ordinal);
        Assert.Contains("https://slsa.dev/provenance", stored, StringComparison.Ordinal);
        Assert.Equal(2, (await Bench.Registry.FindAsync("tenant-1/web", release.Image!.Id, default))!.Parts.Count);
    }

    [Theory]
    [InlineData("base/none:1")]
    [InlineData("base/fails:1")]
    public async Task BuildAsync_SbomGeneratorThatDoesNot_BuildsWithoutAndSaysSo(string generator)
    {
        if (!await StartAsync())
        {
            return;
        }

        await Bench.BuildAsync([("Dockerfile", Base + "ENTRYPOINT [\"false\"]\n")], BuildKitBench.Dockerfile, [], new("base", "fails", "1", BuildKitBench.Dockerfile));
        Bench.Kit.SbomGenerator = $"{Bench.Images.Address}/{generator}";

        var release = await Bench.BuildAsync([("Dockerfile", Base + "RUN echo x > /x\nCMD [\"true\"]\n")], BuildKitBench.Dockerfile);

        Assert.NotNull(release.Image);
        Assert.Contains("The SBOM could not be made: building without it", Bench.Log, StringComparison.Ordinal);
        Assert.Contains("https://slsa.dev/provenance", Bench.AllThatIsStored(), StringComparison.Ordinal);
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
}
