using DeployMcp.Platform.Builders.Processes;

namespace DeployMcp.Platform.Builders.Caches;

/// <summary>A symbolic link at a place that user code has made, or is going to: never through another link.</summary>
internal static class CacheLink
{
    /// <param name="root">The platform's own, absolute.</param>
    /// <param name="path">Relative to it, without <c>..</c>.</param>
    /// <param name="uid">The owner of the link and of the directories made above it; null where the platform isn't root.</param>
    /// <returns>False when something else is there.</returns>
    public static bool TryMake(string root, string path, string target, int? uid)
    {
        var parent = root;
        foreach (var segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries)[..^1])
        {
            parent = Path.Combine(parent, segment);
            if (!Path.Exists(parent) && new FileInfo(parent).LinkTarget is null)
            {
                Directory.CreateDirectory(parent);
                Own(parent, uid);
            }
        }

        var link = Path.Combine(root, path);
        if (!PlainDirectory.Is(root, parent) || Path.Exists(link) || new FileInfo(link).LinkTarget is not null)
        {
            return false;
        }

        File.CreateSymbolicLink(link, target);
        Own(link, uid);
        return true;
    }

    /// <summary>Only a link that leads into <paramref name="caches"/>; whatever a build has put in its place stays.</summary>
    public static void Remove(string root, string path, string caches)
    {
        var link = new FileInfo(Path.Combine(root, path));
        if (link.DirectoryName is { } parent && PlainDirectory.Is(root, parent) && link.LinkTarget?.StartsWith($"{caches}/", StringComparison.Ordinal) == true)
        {
            link.Delete();
        }
    }

    private static void Own(string path, int? uid)
    {
        if (uid is { } owner)
        {
            Posix.ChangeOwner(path, owner);
        }
    }
}
