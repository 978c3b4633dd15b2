using System.Globalization;

namespace DeployMcp.Platform.Builders;

/// <summary>
/// What services have in the cache directory: in each of its folders one directory for each, named by the service's slot. All of
/// it may go at any time but during a build of the service.
/// </summary>
public sealed class CacheFolders(BuildOptions options)
{
    private const long Mebi = 1024 * 1024;

    /// <summary>Downloads of one package manager, which keeps no limit of its own.</summary>
    private static readonly string[] Downloads = ["npm"];

    /// <summary>Longer than any build: whatever was used since may be in use.</summary>
    private static readonly TimeSpan InUse = TimeSpan.FromHours(1);

    private string Root => Path.GetFullPath(options.CacheDirectory);

    /// <summary>Directories of services, with the slot of each.</summary>
    public IReadOnlyList<(string Directory, int Slot)> List()
        => Directory.Exists(Root) ? [.. Directory.EnumerateDirectories(Root).SelectMany(Directory.EnumerateDirectories).Select(WithSlot).OfType<(string, int)>()] : [];

    /// <summary>Removes downloads until they keep to their limit, the longest unused first.</summary>
    /// <returns>What was removed.</returns>
    public IReadOnlyList<string> TrimDownloads(DateTimeOffset now)
    {
        var caches = Downloads.Select(name => Path.Combine(Root, name)).Where(Directory.Exists).SelectMany(Directory.EnumerateDirectories)
            .Select(d => (Directory: d, Used: LastUse(d), Size: DirectorySize.Of(d))).OrderBy(c => c.Used).ToList();
        var total = caches.Sum(c => c.Size);
        var removed = new List<string>();
        foreach (var cache in caches.Where(c => now.UtcDateTime - c.Used > InUse))
        {
            if (total <= options.MaxDownloadCacheMiB * Mebi)
            {
                break;
            }

            TreeRemoval.Run(cache.Directory);
            removed.Add(cache.Directory);
            total -= cache.Size;
        }

        return removed;
    }

    private static (string Directory, int Slot)? WithSlot(string directory)
        => int.TryParse(Path.GetFileName(directory.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var slot) ? (directory, slot) : null;

    /// <summary>Of the directory and what is right in it: package managers write a log or a lock there each time.</summary>
    private static DateTime LastUse(string directory)
        => new DirectoryInfo(directory).EnumerateFileSystemInfos().Select(e => e.LastWriteTimeUtc).Append(Directory.GetLastWriteTimeUtc(directory)).Max();
}
