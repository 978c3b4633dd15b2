using DeployMcp.Platform.Registries;
using DeployMcp.Tests.Fixtures.BuildKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace DeployMcp.Tests.Platform.Registries;

/// <summary>On Debian's registry; where it isn't installed, what the client says without a registry is asserted elsewhere.</summary>
public sealed class ImageCollectionTests : IDisposable
{
    private TestRegistry? _registry;

    public void Dispose() => _registry?.Dispose();

    [RegistryFact]
    public async Task RunAsync_OldImages_KeepsTheNewestTwoAndWhatIsNeeded()
    {
        var options = await StartAsync();
        var digests = await PushDaysAsync(options, "tenant-1/web", 5);
        await RegistryPushes.ImageAsync(options, "tenant-1/web", "release-5", Day(5));
        var result = await RunAsync(options, Needs([digests[0]], ["tenant-1/web"]));

        Assert.Equal(new CollectionResult(1, 2, 3), result);
        Assert.Equal(["c1", "c4", "c5", "release-5"], await TagsAsync(options, "tenant-1/web"));
        Assert.Null(await Client(options).FindDigestAsync("tenant-1/web", digests[2], default));
        Assert.Equal(0, (await RunAsync(options, Needs([digests[0]], ["tenant-1/web"]))).Images);
    }

    [RegistryFact]
    public async Task RunAsync_ImagesOfAttestedBuilds_LeaveNoPartBehindAndTheRegistrysCollectionFreesThem()
    {
        var options = await StartAsync();
        var old = await RegistryPushes.IndexAsync(options, "tenant-1/web", "c1", Day(1), "layer one");
        var shared = await RegistryPushes.IndexAsync(options, "tenant-1/web", "c2", Day(2), "layer two");
        var again = await RegistryPushes.IndexAsync(options, "tenant-1/web", "c3", Day(2), "layer two");
        var client = Client(options);
        var part = (await client.FindAsync("tenant-1/web", old, default))!.Parts[0];

        await RunAsync(options, Needs([again], ["tenant-1/web"]), keep: 1);
        await _registry!.CollectGarbageAsync();

        Assert.Null(await client.FindDigestAsync("tenant-1/web", old, default));
        Assert.Null(await client.FindDigestAsync("tenant-1/web", part, default));
        Assert.NotNull(await client.FindAsync("tenant-1/web", again, default));
        Assert.DoesNotContain("layer one", _registry.AllText(), StringComparison.Ordinal);
        Assert.Contains("layer two", _registry.AllText(), StringComparison.Ordinal);
        Assert.NotEqual(shared, again);
    }

    [RegistryFact]
    public async Task RunAsync_RepositoriesOfOthersAndOfBuilds_AreNeverTouched()
    {
        var options = await StartAsync();
        await PushDaysAsync(options, "deploy-mcp/deployer-worker", 3);
        await PushDaysAsync(options, "mirror/tenant-1/node", 3);
        await PushDaysAsync(options, "tenant-1/building", 3);

        var result = await RunAsync(options, Needs([], ["tenant-1/building"], ["tenant-1/building"]));

        Assert.Equal(new CollectionResult(1, 0, 3), result);
        Assert.Equal(3, (await TagsAsync(options, "deploy-mcp/deployer-worker")).Length);
        Assert.Equal(3, (await TagsAsync(options, "mirror/tenant-1/node")).Length);
        Assert.Equal(3, (await TagsAsync(options, "tenant-1/building")).Length);
    }

    [RegistryFact]
    public async Task RunAsync_ServiceThatIsGone_LosesItsImagesAndItsCache()
    {
        var options = await StartAsync();
        await PushDaysAsync(options, "tenant-1/gone", 2);
        await RegistryPushes.ImageAsync(options, "tenant-1/gone", "buildcache", Day(9));
        await PushDaysAsync(options, "tenant-1/stays", 1);
        await RegistryPushes.ImageAsync(options, "tenant-1/stays", "buildcache", Day(9));

        Assert.Equal(new CollectionResult(2, 2, 1), await RunAsync(options, Needs([], ["tenant-1/stays"])));

        Assert.Empty(await TagsAsync(options, "tenant-1/gone"));
        Assert.Equal(["buildcache", "c1"], await TagsAsync(options, "tenant-1/stays"));
    }

    internal static DateTimeOffset Day(int day) => new(2026, 1, day, 0, 0, 0, TimeSpan.Zero);

    internal static RegistryClient Client(RegistryOptions options) => new(new HttpClient { BaseAddress = options.BaseAddress }, options);

    private static ImageNeeds Needs(string[] digests, string[] repositories, string[]? building = null)
        => new(digests.ToHashSet(StringComparer.Ordinal), repositories.ToHashSet(StringComparer.Ordinal), (building ?? []).ToHashSet(StringComparer.Ordinal));

    private static Task<CollectionResult> RunAsync(RegistryOptions options, ImageNeeds needs, int keep = 2)
    {
        var client = Client(options);
        return new ImageCollection(client, new RepositoryImages(client), NullLogger<ImageCollection>.Instance).RunAsync(keep, () => Task.FromResult(needs), default);
    }

    private static async Task<List<string>> PushDaysAsync(RegistryOptions options, string repository, int days)
    {
        var digests = new List<string>();
        for (var day = 1; day <= days; day++)
        {
            digests.Add(await RegistryPushes.ImageAsync(options, repository, $"c{day}", Day(day)));
        }

        return digests;
    }

    private static async Task<string[]> TagsAsync(RegistryOptions options, string repository)
        => [.. (await Client(options).ListTagsAsync(repository, default)).Order(StringComparer.Ordinal)];

    private async Task<RegistryOptions> StartAsync()
    {
        _registry = await TestRegistry.StartAsync();
        return new RegistryOptions { Address = _registry.Address, Insecure = true };
    }
}
