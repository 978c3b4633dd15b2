using DeployMcp.Platform.Builders.Images;
using Microsoft.Extensions.Logging;

namespace DeployMcp.Platform.Artifacts;

/// <summary>Removes releases with all that belongs to them: of one that is an image, the image first, then the record of it.</summary>
public sealed partial class ReleaseRemoval(ArtifactStore artifacts, IReleaseImages images, ILogger<ReleaseRemoval> logger)
{
    /// <returns>False when it is an image that is still used: it stays with its record, to be tried again.</returns>
    public async Task<bool> RunAsync(string artifact, CancellationToken cancellationToken)
    {
        if (artifacts.IsImage(artifact) && !await images.TryRemoveAsync(artifact, cancellationToken))
        {
            LogInUse(artifact);
            return false;
        }

        artifacts.Delete(artifact);
        return true;
    }

    /// <summary>Before the first build: images that a crash left without a record.</summary>
    public async Task SweepImagesAsync(CancellationToken cancellationToken)
    {
        foreach (var artifact in (await images.ListAsync(cancellationToken)).Where(a => !artifacts.Exists(a)))
        {
            LogRemoving(artifact);
            if (!await images.TryRemoveAsync(artifact, cancellationToken))
            {
                LogInUse(artifact);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Removing the image of release {Artifact}, which nothing owns")]
    private partial void LogRemoving(string artifact);

    [LoggerMessage(Level = LogLevel.Information, Message = "The image of release {Artifact} is still used; it is removed later")]
    private partial void LogInUse(string artifact);
}
