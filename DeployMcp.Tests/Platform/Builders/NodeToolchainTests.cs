using DeployMcp.Domain.Security;
using DeployMcp.Domain.Services;
using DeployMcp.Tests.Planning;

namespace DeployMcp.Tests.Platform.Builders;

/// <summary>Package managers and Node.js versions that this machine may lack, over the real npm registry.</summary>
public sealed class NodeToolchainTests : IDisposable
{
    private readonly BuildBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("node-workspaces-pnpm", "apps/api", "packages/greeting/node_modules/ms/package.json")]
    [InlineData("node-yarn", null, "node_modules/express/package.json")]
    [InlineData("node-yarn-berry", null, "node_modules/number-to-words/package.json")]
    [InlineData("node-bun", null, "node_modules/hono/package.json")]
    public async Task BuildAsync_DependenciesUnchanged_AreNotInstalledAgain(string example, string? rootDirectory, string installed)
    {
        var settings = PlanCase.Defaults with { RootDirectory = rootDirectory };
        await _bench.BuildAsync(Files(example), settings);
        Assert.Contains("Installing dependencies: ", _bench.Log, StringComparison.Ordinal);
        _bench.Lines.Clear();

        var again = await _bench.BuildAsync([.. Files(example), ("CHANGED.md", "changed")], settings);

        Assert.Contains("Installing dependencies (cached)", _bench.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("Installing dependencies: ", _bench.Log, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(again.Directory, installed)));
    }

    [Fact]
    public async Task BuildAsync_OtherNodeAskedFor_BuildsWithItAndPutsItIntoTheRelease()
    {
        const string package = """{"engines":{"node":"22.x"},"scripts":{"build":"node -p process.version > built-with","start":"node a.js"}}""";

        var release = await _bench.BuildAsync([("package.json", package), ("a.js", ""), (".deploymcp", "the repo's own")]);

        Assert.StartsWith("v22.", await File.ReadAllTextAsync(Path.Combine(release.Directory, "built-with")), StringComparison.Ordinal);
        Assert.Contains("Uses node 22.", _bench.Log, StringComparison.Ordinal);
        Assert.True(Directory.Exists(Path.Combine(release.Directory, ".deploymcp", "node")));
        Assert.Contains(".deploymcp", string.Join(' ', release.Process!.Command), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BuildAsync_UsersPathHoldsAForgedTool_IsNotRunWithThePlatformsRights()
    {
        var forged = Path.Combine(Directory.CreateDirectory(_bench.At("forged")).FullName, "setpriv");
        await File.WriteAllTextAsync(forged, $"#!/bin/sh\ntouch {_bench.At("forged")}/ran\nexec /usr/bin/setpriv \"$@\"\n");
        File.SetUnixFileMode(forged, (UnixFileMode)0b111_101_101);

        await _bench.BuildAsync(
            [("package.json", """{"scripts":{"build":"true","start":"node a"}}""")],
            variables: [new EnvVar("PATH", new Sensitive($"{_bench.At("forged")}:/usr/local/bin:/usr/bin:/bin"))]);

        Assert.False(File.Exists(_bench.At("forged/ran")));
    }

    private static (string Path, string Text)[] Files(string example)
    {
        var root = Path.Combine(Repository.Root, "examples", example);
        return [.. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(f => (Path.GetRelativePath(root, f), File.ReadAllText(f)))];
    }
}
