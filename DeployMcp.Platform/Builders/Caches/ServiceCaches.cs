using System.Globalization;
using DeployMcp.Planning.Plans;
using DeployMcp.Platform.Builders.Processes;

namespace DeployMcp.Platform.Builders.Caches;

/// <summary>
/// What the toolchains of one service keep between its builds, in <c>services/SLOT/NAME</c> of the cache directory. Only its own
/// build user may look into it: what a build leaves there may be forged, and is nobody else's. One build of a service at a time.
/// </summary>
internal sealed class ServiceCaches(BuildOptions options)
{
    public const string Folder = "services";

    private const long Mebi = 1024 * 1024;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode PassOnly = OwnerOnly | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>All of one service's; its time of last change says when it was last used.</summary>
    public string PathOf(int slot) => Path.Combine(Path.GetFullPath(options.CacheDirectory), Folder, slot.ToString(CultureInfo.InvariantCulture));

    /// <summary>Makes the plan's caches and puts them where its steps look for them. None of the build's processes runs yet.</summary>
    /// <param name="uid">Null where the platform isn't root.</param>
    /// <returns>The variables that name them.</returns>
    public IReadOnlyDictionary<string, string> Open(int slot, BuildPlan plan, BuildWorkspace workspace, int? uid, IBuildLog log)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var cache in plan.Caches)
        {
            var directory = Make(slot, cache.Name, uid);
            if (cache.Variable is { } variable)
            {
                variables[variable] = directory;
            }

            foreach (var (root, path) in Places(cache, plan, workspace))
            {
                if (!CacheLink.TryMake(root, path, directory, uid))
                {
                    log.Write($"Keeps no cache in {cache.Path}: the repo holds something there");
                }
            }
        }

        return variables;
    }

    /// <summary>After the last step: takes the links out of the checkout, and drops caches that have grown too large.</summary>
    public void Close(int slot, BuildPlan plan, BuildWorkspace workspace, IBuildLog log)
    {
        foreach (var (root, path) in plan.Caches.SelectMany(c => Places(c, plan, workspace)))
        {
            CacheLink.Remove(root, path, PathOf(slot));
        }

        if (plan.Caches.Count > 0 && DirectorySize.Of(PathOf(slot)) is var size && size > options.MaxServiceCacheMiB * Mebi)
        {
            log.Write($"The build's caches grew to {size / Mebi} MiB, more than {options.MaxServiceCacheMiB}: the next build starts without them");
            Remove(slot);
        }
    }

    public void Remove(int slot) => TreeRemoval.Run(PathOf(slot));

    private static IEnumerable<(string Root, string Path)> Places(BuildCache cache, BuildPlan plan, BuildWorkspace workspace)
    {
        if (cache.Path is { } path)
        {
            yield return (workspace.Source, Path.Combine(plan.Directory, path));
        }

        if (cache.HomePath is { } home)
        {
            yield return (workspace.Home, home);
        }
    }

    /// <summary>The directory above belongs to the platform, so that no build puts a link in a cache's place.</summary>
    private string Make(int slot, string name, int? uid)
    {
        var service = PathOf(slot);
        var directory = Path.Combine(service, name);
        Directory.CreateDirectory(service);
        File.SetUnixFileMode(Path.GetDirectoryName(service)!, PassOnly);
        File.SetUnixFileMode(service, PassOnly);
        if (!Directory.Exists(directory))
        {
            Directory.CreateDirectory(directory, OwnerOnly);
            if (uid is { } owner)
            {
                Posix.ChangeOwner(directory, owner);
            }
        }

        Directory.SetLastWriteTimeUtc(service, DateTime.UtcNow);
        return directory;
    }
}
