using DeployMcp.Domain.Failures;
using DeployMcp.Planning.Containers;
using DeployMcp.Platform.Builders.Images;
using DeployMcp.Platform.Registries;

namespace DeployMcp.Platform.Builders.BuildKit;

/// <summary>What BuildKit leaves in the registry: the image, which is looked at before anything runs it, and the cache.</summary>
internal sealed class PushedImages(RegistryClient registry, BuildKitOptions kit)
{
    private readonly RepositoryImages _images = new(registry);

    /// <summary>Before a build: also finds out that the registry is there, before minutes of building.</summary>
    /// <exception cref="DeploymentFailureException">registry_unavailable.</exception>
    public async Task<string?> FindCacheAsync(RegistryRepository repository, CancellationToken cancellationToken)
    {
        try
        {
            return await registry.FindDigestAsync(repository.Name, RegistryRepository.CacheTag, cancellationToken);
        }
        catch (RegistryException e)
        {
            throw e.ToFailure();
        }
    }

    /// <summary>Deletes the cache of before the build where that has written another: no tag leads to it any more.</summary>
    public async Task ForgetCacheAsync(RegistryRepository repository, string? before, CancellationToken cancellationToken)
    {
        if (before is null || await FindCacheAsync(repository, cancellationToken) == before)
        {
            return;
        }

        try
        {
            await registry.DeleteAsync(repository.Name, before, cancellationToken);
        }
        catch (RegistryException e)
        {
            throw e.ToFailure();
        }
    }

    /// <exception cref="DeploymentFailureException">It can't be run here; it is deleted again.</exception>
    public async Task<RegistryImage> CheckAsync(RegistryRepository repository, string digest, ImageBuild plan, CancellationToken cancellationToken)
    {
        try
        {
            var built = await registry.FindAsync(repository.Name, digest, cancellationToken)
                ?? throw new RegistryException(RegistryProblem.Unavailable, $"{repository.ByDigest(digest)} was pushed and is not there.");
            var image = new BuiltImage(built.Digest, built.Architecture, built.StartsSomething, built.ExposedPort, built.Bytes);
            if (ImageChecks.Find(plan, image, new DockerClient("", "", kit.Architecture), kit.MaxImageMiB) is { } rejected)
            {
                var others = (await _images.ListAsync(repository.Name, CancellationToken.None)).Where(i => i.Digest != digest);
                await _images.DeleteAsync(repository.Name, built, others, CancellationToken.None);
                throw rejected;
            }

            return built;
        }
        catch (RegistryException e)
        {
            throw e.ToFailure();
        }
    }
}
