using DeployMcp.Planning.Containers;
using Microsoft.Extensions.Logging;

namespace DeployMcp.Platform.Registries;

/// <summary>What of the registry is needed at one moment.</summary>
/// <param name="Digests">Of what runs, is being deployed, or can be rolled back to.</param>
/// <param name="Repositories">Of the services that there are.</param>
/// <param name="Building">Repositories that a build may be pushing to: its image is in no row yet.</param>
public sealed record ImageNeeds(IReadOnlySet<string> Digests, IReadOnlySet<string> Repositories, IReadOnlySet<string> Building);

/// <param name="Repositories">Those of services.</param>
/// <param name="Images">Deleted, with their tags.</param>
public sealed record CollectionResult(int Repositories, int Images, int Kept);

/// <summary>
/// Keeps of each service its newest images and what is needed, and of a deleted service nothing; deletes the other manifests.
/// The registry's own garbage collection then frees their layers. Repositories outside the tenants' namespaces, the platform's
/// own images among them, are never touched.
/// </summary>
public sealed partial class ImageCollection(RegistryClient registry, RepositoryImages images, ILogger<ImageCollection> logger)
{
    /// <param name="keep">Newest images of each service.</param>
    /// <param name="read">Asked once, after the images are listed: what is pushed later is not in the list.</param>
    /// <exception cref="RegistryException">What was deleted until then stays deleted; the next run goes on.</exception>
    public async Task<CollectionResult> RunAsync(int keep, Func<Task<ImageNeeds>> read, CancellationToken cancellationToken)
    {
        var found = new List<(string Repository, IReadOnlyList<RegistryImage> Images)>();
        foreach (var repository in (await registry.ListRepositoriesAsync(cancellationToken)).Where(RegistryRepository.IsTenants))
        {
            found.Add((repository, await images.ListAsync(repository, cancellationToken)));
        }

        var needs = await read();
        var (deleted, kept) = (0, 0);
        foreach (var (repository, all) in found)
        {
            if (needs.Building.Contains(repository))
            {
                LogBuilding(repository);
                kept += all.Count;
                continue;
            }

            var newest = needs.Repositories.Contains(repository) ? keep : 0;
            var wanted = all.OrderByDescending(i => i.CreatedAt).Take(newest).Concat(all.Where(i => needs.Digests.Contains(i.Digest))).ToHashSet();
            kept += wanted.Count;
            deleted += await DeleteAsync(repository, all, wanted, cancellationToken);
            if (wanted.Count == 0 && newest == 0)
            {
                await DeleteCacheAsync(repository, cancellationToken);
            }
        }

        return new CollectionResult(found.Count, deleted, kept);
    }

    private async Task<int> DeleteAsync(string repository, IReadOnlyList<RegistryImage> all, HashSet<RegistryImage> wanted, CancellationToken cancellationToken)
    {
        var deleted = 0;
        foreach (var image in all.Where(i => !wanted.Contains(i)))
        {
            LogDeleting(repository, image.Digest);
            deleted += await images.DeleteAsync(repository, image, wanted, cancellationToken) ? 1 : 0;
        }

        return deleted;
    }

    private async Task DeleteCacheAsync(string repository, CancellationToken cancellationToken)
    {
        if (await registry.FindDigestAsync(repository, RegistryRepository.CacheTag, cancellationToken) is { } cache)
        {
            await registry.DeleteAsync(repository, cache, cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleting {Repository}@{Digest}: newer ones are kept, and nothing uses it")]
    private partial void LogDeleting(string repository, string digest);

    [LoggerMessage(Level = LogLevel.Information, Message = "Leaving {Repository} alone: it is being built")]
    private partial void LogBuilding(string repository);
}
