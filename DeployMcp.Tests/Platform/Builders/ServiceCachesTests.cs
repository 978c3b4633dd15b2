using DeployMcp.Planning.Plans;
using DeployMcp.Planning.Runtime;
using DeployMcp.Platform.Builders;
using DeployMcp.Platform.Builders.Processes;

namespace DeployMcp.Tests.Platform.Builders;

public sealed class ServiceCachesTests : IDisposable
{
    private readonly BuildBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task BuildAsync_CachesOfAService_LastToItsNextBuildAndAreNoOtherServices()
    {
        const string count = "echo x >> \"$TOOL_CACHE/a\"; echo x >> .next/cache/b; echo x >> ~/.m2/repository/c; cat \"$TOOL_CACHE/a\" .next/cache/b ~/.m2/repository/c | wc -l";

        await BuildAsync(1, count);
        await BuildAsync(1, count);
        await BuildAsync(2, count);

        Assert.Equal(["3", "6", "3"], _bench.Lines.Where(l => l.Length <= 2));
    }

    [Fact]
    public async Task BuildAsync_CacheInTheCheckout_DoesNotReachTheRelease()
    {
        var release = await BuildAsync(1, "echo x > .next/cache/b; echo y > .next/server.js");

        Assert.Equal(["server.js"], Directory.EnumerateFileSystemEntries(Path.Combine(release.Directory, ".next")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task BuildAsync_CheckoutLeadsElsewhere_WritesNothingThere()
    {
        var outside = Directory.CreateDirectory(_bench.At("outside"));

        await BuildAsync(1, "true", checkout => File.CreateSymbolicLink(Path.Combine(checkout, ".next"), outside.FullName));

        Assert.Empty(outside.EnumerateFileSystemInfos());
        Assert.Contains("Keeps no cache in .next/cache", _bench.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BuildAsync_CacheOverItsLimit_IsEmptyForTheNextBuild()
    {
        _bench.Options.MaxServiceCacheMiB = 1;

        await BuildAsync(1, "head -c 1500000 /dev/zero > \"$TOOL_CACHE/big\"");
        await BuildAsync(1, "echo \"left: $(ls \"$TOOL_CACHE\")\"");

        Assert.Contains("The build's caches grew to 1 MiB", _bench.Log, StringComparison.Ordinal);
        Assert.Contains("left:", _bench.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Forget_ServiceWithCaches_LeavesNone()
    {
        await BuildAsync(1, "echo x > \"$TOOL_CACHE/a\"");

        new HostToolchainBuilder(_bench.Options, TimeProvider.System).Forget(1);

        Assert.Empty(Directory.EnumerateFileSystemEntries(_bench.At("cache/services")));
    }

    private async Task<BuiltRelease> BuildAsync(int slot, string command, Action<string>? change = null)
    {
        var builder = new HostToolchainBuilder(_bench.Options, TimeProvider.System);
        using var reserved = await builder.ReserveAsync(slot, CancellationToken.None);
        var workspace = BuildWorkspace.Create(_bench.At($"work/{Guid.NewGuid():N}"), BuildUser.UidOf(_bench.Options.WorkDirectory, slot));
        change?.Invoke(workspace.Source);
        var nothing = new Dictionary<string, string>(StringComparer.Ordinal);
        var plan = new BuildPlan("Test", [], ["sh"], "", null, new BuildStep(["sh", "-c", command], command, nothing), new RevisionProcess(["true"], ""), null, nothing)
        {
            Caches =
            [
                new BuildCache("tool", Variable: "TOOL_CACHE"), new BuildCache("next", Path: ".next/cache"), new BuildCache("maven", HomePath: ".m2/repository"),
            ],
        };
        return await builder.BuildAsync(new BuildRequest(slot, plan, []), workspace, _bench, CancellationToken.None);
    }
}
