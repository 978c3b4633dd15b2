using DeployMcp.Platform.Registries;
using DeployMcp.Tests.Fixtures.BuildKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace DeployMcp.Tests.Platform.Registries;

public class PlatformImagesTests
{
    [Fact]
    public async Task RunAsync_ThePlatformsOwnImages_AreAllKept()
    {
        if (!TestRegistry.IsInstalled)
        {
            await Assert.ThrowsAsync<RegistryException>(() => CollectAsync(new RegistryOptions { Address = "127.0.0.1:9", Insecure = true }));
            return;
        }

        using var registry = await TestRegistry.StartAsync();
        var options = new RegistryOptions { Address = registry.Address, Insecure = true };
        foreach (var repository in new[] { "deploy-mcp/server", "tenant-1/shop" })
        {
            for (var day = 1; day <= 3; day++)
            {
                await RegistryClientTests.PushAsync(options, repository, $"{day}", new DateTimeOffset(2026, 1, day, 0, 0, 0, TimeSpan.Zero));
            }
        }

        var result = await CollectAsync(options);

        Assert.Equal((1, 2), (result.Images, result.Kept));
        using var http = new HttpClient { BaseAddress = options.BaseAddress };
        Assert.Equal(["1", "2", "3"], (await new RegistryClient(http, options).ListTagsAsync("deploy-mcp/server", CancellationToken.None)).Order(StringComparer.Ordinal));
    }

    private static async Task<CollectionResult> CollectAsync(RegistryOptions options)
    {
        using var http = new HttpClient { BaseAddress = options.BaseAddress };
        return await new ImageCollection(new RegistryClient(http, options), TimeProvider.System, NullLogger<ImageCollection>.Instance)
            .RunAsync(new HashSet<string>(StringComparer.Ordinal), CancellationToken.None);
    }
}
