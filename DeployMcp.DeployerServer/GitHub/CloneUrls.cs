namespace DeployMcp.DeployerServer.GitHub;

/// <summary>How users write the URL of a repository, in lower case: GitHub doesn't tell case apart either.</summary>
internal static class CloneUrls
{
    private const string Suffix = ".git";

    public static IReadOnlyList<string> Of(string cloneUrl)
    {
        var stem = Stem(cloneUrl).ToLowerInvariant();
        return [stem, $"{stem}/", $"{stem}{Suffix}", $"{stem}{Suffix}/"];
    }

    /// <summary>The URL without its ending.</summary>
    public static string Stem(string cloneUrl)
    {
        var stem = cloneUrl.TrimEnd('/');
        return stem.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase) ? stem[..^Suffix.Length] : stem;
    }
}
