namespace DeployMcp.Planning.Containers;

/// <summary>How the platform's images and containers are named and marked, so that whoever cleans up finds its own.</summary>
public static class ImageName
{
    /// <summary>The label that says to which platform an image belongs: several may use one engine.</summary>
    public const string PlatformLabel = "deploymcp.platform";

    public const string ServiceLabel = "deploymcp.service";

    public const string DeploymentLabel = "deploymcp.deployment";

    private const string Repository = "deploymcp/release";

    /// <summary>The image of a release: as unique as the release's own name.</summary>
    public static string Of(string artifact) => $"{Repository}:{artifact}";

    /// <returns>Null for an image of another name.</returns>
    public static string? ArtifactOf(string name)
        => name.StartsWith(Repository + ":", StringComparison.Ordinal) ? name[(Repository.Length + 1)..] : null;
}
