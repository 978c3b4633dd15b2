using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Security;
using DeployMcp.Domain.Services;
using DeployMcp.Tests.Planning;

namespace DeployMcp.Tests.Platform.Builders.BuildKit;

/// <summary>What is built of which plan, and what is kept of it.</summary>
public sealed class BuildKitBuilderTests : BuildKitTests
{
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

    private static EnvVar Variable(string name, string value) => new(name, new Sensitive(value));
}
