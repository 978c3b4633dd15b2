using DeployMcp.Platform.Artifacts;
using DeployMcp.Platform.Builders.Images;

namespace DeployMcp.DeployerWorker.Deployments;

/// <summary>
/// Whether a release that a deployment's row names can be run again. An image in a registry needs nothing on this worker's disk:
/// another worker may have built it.
/// </summary>
internal sealed class KeptReleases(ArtifactStore artifacts, IReleaseImages images)
{
    /// <param name="revision">The row's document.</param>
    public async Task<bool> HasAsync(string artifact, string revision, CancellationToken cancellationToken) => Releases.Parse(revision).Image switch
    {
        null => !images.AreAllReleases && artifacts.Exists(artifact),
        { Reference: not null } image => await images.ExistsAsync(artifact, image, cancellationToken),
        { } image => artifacts.Exists(artifact) && await images.ExistsAsync(artifact, image, cancellationToken),
    };
}
