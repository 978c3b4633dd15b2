using DeployMcp.Domain.Failures;

namespace DeployMcp.Platform.Builders;

/// <summary>How much disk a release may take: each service keeps two of them.</summary>
public static class ReleaseLimit
{
    private const long Mebi = 1024 * 1024;
    private const int Named = 10;

    /// <exception cref="DeploymentFailureException">quota_exceeded, with the largest entries of the release.</exception>
    public static void Check(BuiltRelease release, BuildOptions options)
    {
        if (release.Directory.Length == 0)
        {
            return;
        }

        var size = DirectorySize.Of(release.Directory);
        if (size > options.MaxReleaseMiB * Mebi)
        {
            throw new DeploymentFailureException(
                FailureCode.QuotaExceeded,
                $"The built app takes {size / Mebi} MiB; the limit is {options.MaxReleaseMiB} MiB.",
                $"The largest entries: {string.Join(", ", Largest(release.Directory))}",
                "Leave out what the running app doesn't need (development dependencies, caches, data, build tools), and push.");
        }
    }

    private static IEnumerable<string> Largest(string directory)
        => new DirectoryInfo(directory).EnumerateFileSystemInfos()
            .Select(entry => (entry.Name, Size: entry is FileInfo file ? file.Length : DirectorySize.Of(entry.FullName)))
            .OrderByDescending(entry => entry.Size)
            .Take(Named)
            .Select(entry => $"{entry.Name} ({entry.Size / Mebi} MiB)");
}
