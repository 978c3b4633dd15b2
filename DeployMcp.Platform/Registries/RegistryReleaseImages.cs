using DeployMcp.Planning.Containers;
using DeployMcp.Planning.Runtime;
using DeployMcp.Platform.Builders.Images;

namespace DeployMcp.Platform.Registries;

/// <summary>
/// Releases whose images are in the registry, whichever worker built them: the deployment's row is the record. They are removed
/// by the nightly collection, never one by one.
/// </summary>
public sealed class RegistryReleaseImages(RegistryClient registry, RegistryOptions options) : IReleaseImages
{
    public bool AreAllReleases => true;

    /// <exception cref="Domain.Failures.DeploymentFailureException">registry_unavailable: the registry can't say.</exception>
    public async Task<bool> ExistsAsync(string artifact, RevisionImage image, CancellationToken cancellationToken)
    {
        if (image.Reference is not { } reference || RegistryRepository.OfReference(reference) is not { } repository || repository.Registry != options.Address)
        {
            return false;
        }

        try
        {
            return await registry.FindDigestAsync(repository.Name, image.Id, cancellationToken) is not null;
        }
        catch (RegistryException e)
        {
            throw e.ToFailure();
        }
    }

    public Task<bool> TryRemoveAsync(string artifact, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);
}
