using DeployMcp.Planning.Containers;
using Microsoft.Extensions.Logging;

namespace DeployMcp.Platform.Registries;

/// <param name="Images">Deleted, with their tags.</param>
public sealed record CollectionResult(int Repositories, int Images, int Kept);

/// <summary>
/// Keeps of each service what runs or can be rolled back to, its newest images, and what is so new that its deployment may not
/// be recorded yet; deletes the other manifests. The registry's own garbage collection then frees their layers.
/// </summary>
public sealed partial class ImageCollection(RegistryClient registry, TimeProvider time, ILogger<ImageCollection> logger)
{
    private const int Newest = 2;

    /// <summary>Longer than any build.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(2);

    /// <param name="inUse">Digests.</param>
    /// <exception cref="RegistryException">What was deleted until then stays deleted; the next run goes on.</exception>
    public async Task<CollectionResult> RunAsync(IReadOnlySet<string> inUse, CancellationToken cancellationToken)
    {
        var repositories = await registry.ListRepositoriesAsync(cancellationToken);
        var (deleted, kept) = (0, 0);
        foreach (var repository in repositories.Where(r => !r.StartsWith(RegistryRepository.PlatformPrefix, StringComparison.Ordinal)))
        {
            var images = await ImagesOfAsync(repository, cancellationToken);
            var wanted = Wanted(images, inUse);
            kept += wanted.Count;
            foreach (var image in images.Where(i => !wanted.Contains(i.Digest)))
            {
                LogDeleting(repository, image.Digest);
                deleted += await registry.DeleteAsync(repository, image.Digest, cancellationToken) ? 1 : 0;
            }
        }

        return new CollectionResult(repositories.Count, deleted, kept);
    }

    private HashSet<string> Wanted(IReadOnlyList<RegistryImage> images, IReadOnlySet<string> inUse)
    {
        var oldest = time.GetUtcNow() - Fresh;
        return
        [
            .. images.OrderByDescending(i => i.CreatedAt).Take(Newest).Select(i => i.Digest),
            .. images.Where(i => inUse.Contains(i.Digest) || i.CreatedAt > oldest).Select(i => i.Digest),
        ];
    }

    /// <summary>One for each digest: deleting one tag's manifest would delete the other's.</summary>
    private async Task<IReadOnlyList<RegistryImage>> ImagesOfAsync(string repository, CancellationToken cancellationToken)
    {
        var images = new List<RegistryImage>();
        foreach (var tag in (await registry.ListTagsAsync(repository, cancellationToken)).Where(t => t != RegistryRepository.CacheTag))
        {
            if (await registry.FindAsync(repository, tag, cancellationToken) is { } image)
            {
                images.Add(image);
            }
        }

        return [.. images.DistinctBy(i => i.Digest, StringComparer.Ordinal)];
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleting {Repository}@{Digest}: newer ones are kept, and nothing uses it")]
    private partial void LogDeleting(string repository, string digest);
}
