using DeployMcp.Planning.Runtime;

namespace DeployMcp.Platform.Builders.Images;

/// <summary>Where the images of releases are: this machine's container engine, or a registry.</summary>
public interface IReleaseImages
{
    /// <summary>Whether every release is one of these images, so that none is a directory.</summary>
    bool AreAllReleases { get; }

    /// <param name="image">As the deployment's row has it.</param>
    Task<bool> ExistsAsync(string artifact, RevisionImage image, CancellationToken cancellationToken);

    /// <returns>False when it is still used: try again later.</returns>
    Task<bool> TryRemoveAsync(string artifact, CancellationToken cancellationToken);

    /// <summary>The artifacts of all images that are removed one by one.</summary>
    Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken);
}
