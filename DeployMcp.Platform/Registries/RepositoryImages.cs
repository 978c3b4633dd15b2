using DeployMcp.Planning.Containers;

namespace DeployMcp.Platform.Registries;

/// <summary>
/// The images of one repository. A registry's garbage collection keeps every manifest that nobody has deleted, and told to
/// delete untagged ones registry 2.8 deletes the parts of tagged images too: so whoever deletes an image deletes its parts.
/// </summary>
public sealed class RepositoryImages(RegistryClient registry)
{
    /// <summary>One for each digest, however many tags it has. BuildKit's cache is none.</summary>
    public async Task<IReadOnlyList<RegistryImage>> ListAsync(string repository, CancellationToken cancellationToken)
    {
        var digests = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tag in (await registry.ListTagsAsync(repository, cancellationToken)).Where(t => t != RegistryRepository.CacheTag))
        {
            if (await registry.FindDigestAsync(repository, tag, cancellationToken) is { } digest)
            {
                digests.Add(digest);
            }
        }

        var images = new List<RegistryImage>();
        foreach (var digest in digests)
        {
            if (await registry.FindAsync(repository, digest, cancellationToken) is { } image)
            {
                images.Add(image);
            }
        }

        return images;
    }

    /// <summary>With its tags, and those of its parts that none of <paramref name="kept"/> has too.</summary>
    /// <returns>False when it was gone already.</returns>
    public async Task<bool> DeleteAsync(string repository, RegistryImage image, IEnumerable<RegistryImage> kept, CancellationToken cancellationToken)
    {
        var deleted = await registry.DeleteAsync(repository, image.Digest, cancellationToken);
        foreach (var part in image.Parts.Except(kept.SelectMany(i => i.Parts.Append(i.Digest)), StringComparer.Ordinal))
        {
            await registry.DeleteAsync(repository, part, cancellationToken);
        }

        return deleted;
    }
}
