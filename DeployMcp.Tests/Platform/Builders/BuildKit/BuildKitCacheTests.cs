using DeployMcp.Domain.Identity;
using DeployMcp.Platform.Builders;
using DeployMcp.Tests.Fixtures.BuildKit;
using DeployMcp.Tests.Planning;

namespace DeployMcp.Tests.Platform.Builders.BuildKit;

/// <summary>What a build finds of earlier ones: of its own service, and of no other.</summary>
public sealed class BuildKitCacheTests : BuildKitTests
{
    /// <summary>Stands for npm in an image that has none: says what it was given.</summary>
    private const string Npm = "#!/bin/sh\nseen=$(ls -A | tr '\\n' ' '); mkdir -p node_modules; echo \"$seen\" > node_modules/seen; echo \"npm was given: $seen\"\n";

    private const string Lock = """{"name":"app","lockfileVersion":3,"packages":{"":{"name":"app","dependencies":{"a":"1.0.0"}},"node_modules/a":{"version":"1.0.0"}}}""";

    [Fact]
    public async Task BuildAsync_OnlySourceChanged_InstallsNothingAgain()
    {
        if (!await StartAsync())
        {
            return;
        }

        await Bench.BuildAsync(
            [("Dockerfile", $"FROM {Bench.Base}\nCOPY --chmod=755 npm /bin/npm\nCMD [\"sh\"]\n"), ("npm", Npm)], BuildKitBench.Dockerfile, [], new("base", "npm", "1", BuildKitBench.Dockerfile));
        Bench.Kit.BaseImages["*"] = $"{Bench.Images.Address}/base/npm:1";
        var service = ServiceId.New();
        await Bench.BuildAsync(App("1"), PlanCase.Defaults, of: service);
        Assert.Contains(Bench.Lines, l => l.EndsWith("npm was given: package-lock.json package.json", StringComparison.Ordinal));
        Bench.Lines.Clear();

        await Bench.BuildAsync(App("2"), PlanCase.Defaults, of: service);

        Assert.DoesNotContain("npm was given", Bench.Log, StringComparison.Ordinal);
        Assert.Contains("console.log(2)", Bench.AllThatIsStored(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BuildAsync_DaemonThatHasLostItsCache_TakesTheRegistrys()
    {
        if (!await StartAsync())
        {
            return;
        }

        (string, string)[] files = [("Dockerfile", $"FROM {Bench.Base}\nRUN echo ran; head -c 100 /dev/urandom | md5sum > /made\nCMD [\"true\"]\n")];
        var service = ServiceId.New();
        await Bench.BuildAsync(files, BuildKitBench.Dockerfile, of: service);
        var cache = await Bench.Registry.FindDigestAsync("tenant-1/web", "buildcache", default);
        await TestBuildKit.ForgetCacheAsync(Bench.Bridge);
        Bench.Lines.Clear();

        await Bench.BuildAsync(files, BuildKitBench.Dockerfile, of: service);

        Assert.DoesNotContain(Bench.Lines, l => l.EndsWith(" ran", StringComparison.Ordinal));
        Assert.Contains(Bench.Lines, l => l.EndsWith("CACHED", StringComparison.Ordinal));
        await TestBuildKit.ForgetCacheAsync(Bench.Bridge);
        Bench.Kit.RegistryCache = false;
        await Bench.BuildAsync(files, BuildKitBench.Dockerfile, of: service);
        Assert.Contains(Bench.Lines, l => l.EndsWith(" ran", StringComparison.Ordinal));
        Assert.NotNull(cache);
    }

    [Fact]
    public async Task BuildAsync_CacheThatIsReplaced_LeavesNoneWithoutATag()
    {
        if (!await StartAsync())
        {
            return;
        }

        var service = ServiceId.New();
        await Bench.BuildAsync([("Dockerfile", $"FROM {Bench.Base}\nRUN echo 1 > /made\nCMD [\"true\"]\n")], BuildKitBench.Dockerfile, of: service);
        var before = await Bench.Registry.FindDigestAsync("tenant-1/web", "buildcache", default);

        await Bench.BuildAsync([("Dockerfile", $"FROM {Bench.Base}\nRUN echo 2 > /made\nCMD [\"true\"]\n")], BuildKitBench.Dockerfile, of: service);

        var after = await Bench.Registry.FindDigestAsync("tenant-1/web", "buildcache", default);
        Assert.NotNull(before);
        Assert.NotNull(after);
        Assert.NotEqual(before, after);
        Assert.Null(await Bench.Registry.FindDigestAsync("tenant-1/web", before, default));
        Assert.Equal(2, (await Bench.Registry.ListTagsAsync("tenant-1/web", default)).Count(t => t.StartsWith("release-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task BuildAsync_CacheMountOfAnotherService_IsNotThere()
    {
        if (!await StartAsync())
        {
            return;
        }

        var first = ServiceId.New();
        await Mount("echo of-the-first > /c/x", first);
        await Mount("test ! -e /c/x && echo nothing there", ServiceId.New());
        await Mount("test \"$(cat /c/x)\" = of-the-first && echo found again", first);

        Assert.Contains(Bench.Lines, l => l.EndsWith(" nothing there", StringComparison.Ordinal));
        Assert.Contains(Bench.Lines, l => l.EndsWith(" found again", StringComparison.Ordinal));
    }

    private Task<BuiltRelease> Mount(string command, ServiceId of) => Bench.BuildAsync(
        [("Dockerfile", $"FROM {Bench.Base}\nRUN --mount=type=cache,id=shared,target=/c {command}\nCMD [\"true\"]\n")], BuildKitBench.Dockerfile, of: of);

    private static (string, string)[] App(string text) =>
    [
        ("package.json", """{"name":"app","scripts":{"start":"node index.js"},"dependencies":{"a":"1.0.0"}}"""), ("package-lock.json", Lock), ("index.js", $"console.log({text})"),
    ];
}
