using DeployMcp.Platform.Builders.Caches;

namespace DeployMcp.Platform.Builders;

/// <summary>
/// The builder's directories. Builds and services run under uids of their own and must get through to what is theirs, without
/// seeing what else is there.
/// </summary>
public static class BuildDirectories
{
    private const UnixFileMode PassOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Makes them, whatever the umask is.</summary>
    /// <exception cref="InvalidOperationException">One sentence that names a directory above them that nobody gets through.</exception>
    public static void Prepare(BuildOptions options)
    {
        string[] shared =
        [
            options.WorkDirectory, options.ArtifactDirectory, options.CacheDirectory,
            Path.Combine(options.CacheDirectory, "npm"), Path.Combine(options.CacheDirectory, "git"),
            Path.Combine(options.CacheDirectory, ServiceCaches.Folder),
        ];
        foreach (var directory in shared)
        {
            Directory.CreateDirectory(directory);
            File.SetUnixFileMode(directory, PassOnly);
        }

        if (Environment.IsPrivilegedProcess && shared.Select(Blocking).OfType<string>().FirstOrDefault() is { } closed)
        {
            throw new InvalidOperationException(
                $"Builds run under users of their own, and {closed} lets none through: run 'chmod o+x {closed}', or set Build:* to directories elsewhere.");
        }
    }

    private static string? Blocking(string directory)
    {
        for (var parent = new DirectoryInfo(Path.GetFullPath(directory)); parent is not null; parent = parent.Parent)
        {
            if (!parent.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
            {
                return parent.FullName;
            }
        }

        return null;
    }
}
