using DeployMcp.Platform.Builders;
using DeployMcp.Platform.Builders.Images;

namespace DeployMcp.Platform.Registries;

/// <summary>Releases whose images are in the registry. They are removed by the nightly collection, never one by one.</summary>
public sealed class RegistryReleaseImages(RegistryClient registry, BuildOptions options) : IReleaseImages
{
    /// <exception cref="RegistryException">The registry can't say.</exception>
    public async Task<bool> ExistsAsync(string artifact, CancellationToken cancellationToken)
    {
        var record = await ImageRecord.ReadAsync(Path.Combine(options.ArtifactDirectory, artifact), cancellationToken);
        if (record?.Reference is not { } reference)
        {
            return false;
        }

        var repository = reference[(reference.IndexOf('/', StringComparison.Ordinal) + 1)..reference.IndexOf('@', StringComparison.Ordinal)];
        return await registry.FindDigestAsync(repository, record.Id, cancellationToken) is not null;
    }

    public Task<bool> TryRemoveAsync(string artifact, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);
}
