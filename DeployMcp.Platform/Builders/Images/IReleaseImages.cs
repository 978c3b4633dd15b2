namespace DeployMcp.Platform.Builders.Images;

/// <summary>The images that releases stand for: in the machine's container engine, or in the registry.</summary>
public interface IReleaseImages
{
    /// <param name="artifact">The release's name, whose record is there.</param>
    Task<bool> ExistsAsync(string artifact, CancellationToken cancellationToken);

    /// <returns>False when it is still used: try again later.</returns>
    Task<bool> TryRemoveAsync(string artifact, CancellationToken cancellationToken);

    /// <summary>The artifacts of all images that go with their records.</summary>
    Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken);
}
