using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Security;
using DeployMcp.Domain.Services;
using DeployMcp.Tests.Planning;

namespace DeployMcp.Tests.Platform.Builders;

public sealed class HostToolchainBuilderTests : IDisposable
{
    private const string Express = """{"name":"shop","scripts":{"start":"node index.js"},"dependencies":{"express":"^4.19.0"}}""";

    private readonly BuildBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task BuildAsync_SameDependenciesForTwoServices_InstallsOnceAndNeitherCanChangeTheOthers()
    {
        var first = await _bench.BuildAsync([("package.json", Express), ("index.js", "")], slot: 1);
        Assert.Contains("Installing dependencies: npm install", _bench.Log, StringComparison.Ordinal);
        _bench.Lines.Clear();

        var second = await _bench.BuildAsync(
            [("package.json", """{"name":"other","scripts":{"start":"node index.js"},"dependencies":{"express":"^4.19.0"}}"""), ("index.js", "require('express')")], slot: 2);

        Assert.Contains("Installing dependencies (cached)", _bench.Log, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(first.Directory, "node_modules/express/package.json")));
        var shared = new FileInfo(Path.Combine(second.Directory, "node_modules/express/package.json"));
        Assert.True(shared.Exists);
        Assert.False(shared.UnixFileMode.HasFlag(UnixFileMode.OtherWrite) || shared.UnixFileMode.HasFlag(UnixFileMode.GroupWrite));
        Assert.Equal("production", second.Environment["NODE_ENV"]);
    }

    [Fact]
    public async Task BuildAsync_BuildTriesToChangeSharedDependency_LeavesItAsItWasForOthers()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return;
        }

        const string hostile = "echo evil > node_modules/ms/index.js || rm -f node_modules/ms/index.js && echo evil > node_modules/ms/index.js; true";
        await _bench.BuildAsync([("package.json", """{"scripts":{"start":"node a"},"dependencies":{"ms":"2.1.3"}}""")], slot: 1);
        var bad = await _bench.BuildAsync(
            [("package.json", """{"scripts":{"start":"node a"},"dependencies":{"ms":"2.1.3"}}""")], PlanCase.Defaults with { BuildCommand = hostile }, slot: 2);
        var good = await _bench.BuildAsync([("package.json", """{"scripts":{"start":"node b"},"dependencies":{"ms":"2.1.3"}}""")], slot: 3);

        Assert.Equal("evil", (await File.ReadAllTextAsync(Path.Combine(bad.Directory, "node_modules/ms/index.js"))).Trim());
        Assert.Contains("module.exports", await File.ReadAllTextAsync(Path.Combine(good.Directory, "node_modules/ms/index.js")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BuildAsync_BuildScript_SeesVariablesButNothingOfThePlatforms()
    {
        Environment.SetEnvironmentVariable("DEPLOYMCP_TEST_SECRET", "of-the-platform");
        const string script = "require('fs').writeFileSync('env.json', JSON.stringify(process.env)); console.log('token is ' + process.env.API_TOKEN)";

        var release = await _bench.BuildAsync(
            [("package.json", """{"scripts":{"build":"node build.js","start":"node a"}}"""), ("build.js", script)],
            variables: [new EnvVar("API_TOKEN", new Sensitive("s3cret-value"))]);

        var environment = await File.ReadAllTextAsync(Path.Combine(release.Directory, "env.json"));
        Assert.Contains("s3cret-value", environment, StringComparison.Ordinal);
        Assert.Contains("\"CI\":\"1\"", environment, StringComparison.Ordinal);
        Assert.DoesNotContain("of-the-platform", environment, StringComparison.Ordinal);
        Assert.Contains($"token is {Sensitive.Redacted}", _bench.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret-value", _bench.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BuildAsync_SiteWithBuildScript_PublishesItsOutputOnly()
    {
        var release = await _bench.BuildAsync(
        [
            ("package.json", """{"scripts":{"build":"mkdir dist && cp src.html dist/index.html && ln -s /etc/passwd dist/leak"}}"""), ("src.html", "built"), ("index.html", "source"),
        ]);

        Assert.Null(release.Process);
        Assert.True(release.Static!.SinglePageApp);
        Assert.Equal("built", await File.ReadAllTextAsync(Path.Combine(release.Directory, "index.html")));
        Assert.Equal(["index.html"], Directory.EnumerateFileSystemEntries(release.Directory).Select(Path.GetFileName));
    }

    [Fact]
    public async Task BuildAsync_OutputIsLinkOutOfCheckout_IsRefused()
    {
        var e = await Assert.ThrowsAsync<DeploymentFailureException>(() => _bench.BuildAsync(
            [("package.json", """{"scripts":{"build":"mkdir ../home/x; echo a > ../home/x/index.html; ln -s ../home/x dist"}}""")]));

        Assert.Equal(FailureCode.BuildFailed, e.Failure.Code);
        Assert.Contains("dist", e.Failure.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BuildAsync_FailingBuild_ShowsTheCompilersOwnLines()
    {
        const string script = "for (let i = 0; i < 600; i++) console.log('step ' + i); console.error('\\u001b[31msrc/broken.ts(3,7): error TS2322: no such type\\u001b[0m'); for (let i = 0; i < 600; i++) console.log('after ' + i); process.exit(2)";

        var e = await Assert.ThrowsAsync<DeploymentFailureException>(
            () => _bench.BuildAsync([("package.json", """{"scripts":{"build":"node build.js","start":"node a"}}"""), ("build.js", script)]));

        Assert.Equal(FailureCode.BuildFailed, e.Failure.Code);
        Assert.Contains("exit code 2", e.Failure.Message, StringComparison.Ordinal);
        Assert.StartsWith("src/broken.ts(3,7): error TS2322: no such type", e.Failure.Evidence, StringComparison.Ordinal);
        Assert.DoesNotContain("step 0", e.Failure.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BuildAsync_SyntaxError_NamesTheFileAsTheRepoHasIt()
    {
        var e = await Assert.ThrowsAsync<DeploymentFailureException>(
            () => _bench.BuildAsync([("package.json", """{"scripts":{"build":"node src/build.js","start":"node a"}}"""), ("src/build.js", "const a = {;")]));

        Assert.StartsWith("src/build.js:1\n", e.Failure.Evidence, StringComparison.Ordinal);
        Assert.Contains("SyntaxError", e.Failure.Evidence, StringComparison.Ordinal);
        Assert.DoesNotContain(_bench.At(""), e.Failure.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BuildAsync_UnknownPackage_IsInstallFailedWithItsName()
    {
        var e = await Assert.ThrowsAsync<DeploymentFailureException>(() => _bench.BuildAsync(
            [("package.json", """{"scripts":{"start":"node a"},"dependencies":{"ms":"^999.0.0"}}""")]));

        Assert.Equal(FailureCode.InstallFailed, e.Failure.Code);
        Assert.Contains("ms@^999.0.0", e.Failure.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BuildAsync_FrozenInstallWithoutLockfile_IsMissingLockfile()
    {
        var e = await Assert.ThrowsAsync<DeploymentFailureException>(
            () => _bench.BuildAsync([("package.json", Express), ("index.js", "")], PlanCase.Defaults with { InstallCommand = "npm ci" }));

        Assert.Equal(FailureCode.MissingLockfile, e.Failure.Code);
    }

    [Fact]
    public async Task BuildAsync_VersionThatNobodyHas_SaysWhichOne()
    {
        var e = await Assert.ThrowsAsync<DeploymentFailureException>(
            () => _bench.BuildAsync([("package.json", """{"engines":{"node":"22.999"},"scripts":{"start":"node index.js"}}"""), ("index.js", "")]));

        Assert.Equal(FailureCode.InstallFailed, e.Failure.Code);
        Assert.Contains("node 22.999", e.Failure.Message, StringComparison.Ordinal);
        Assert.Contains("engines", e.Failure.Next, StringComparison.Ordinal);
    }
}
