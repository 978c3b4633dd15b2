
namespace DeployMcp.AppHost.Settings;

/// <summary>
/// Everything that survives a restart. What only the platform reads is private to its user; what PostgreSQL and the
/// services use under uids of their own (<see cref="Shared"/>) must be reachable for them.
/// </summary>
internal sealed class DataDirectory
{
    /// <summary>Where root's shared directories go when the data directory's parents let nobody else pass, as <c>/root</c> does.</summary>
    private const string SystemDirectory = "/var/lib/deploy-mcp";

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Passable = Private | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private DataDirectory(string path) => Path = path;

    public string Path { get; }

    /// <exception cref="StartupException">The directory can't be made or written.</exception>
    public static DataDirectory Open(string? configured)
    {
        var path = System.IO.Path.GetFullPath(string.IsNullOrEmpty(configured) ? Default() : configured);
        try
        {
            Directory.CreateDirectory(path);
            var probe = System.IO.Path.Combine(path, ".writable");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            File.SetUnixFileMode(path, Environment.IsPrivilegedProcess ? Passable : Private);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                $"The data directory {path} can't be used ({e.Message}). Make it writable for user {Environment.UserName}, or name another with DEPLOYMCP_DATA.", e);
        }

        return new DataDirectory(path);
    }

    public string FileNamed(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>A directory for the platform's own eyes.</summary>
    public string Own(string name)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(path, Private);
        return path;
    }

    /// <summary>A directory whose content other uids are to reach; its own path has no unreachable parent.</summary>
    public string Shared(string name)
    {
        var path = System.IO.Path.Combine(Path, name);
        if (!Environment.IsPrivilegedProcess || Directory.Exists(path))
        {
            Directory.CreateDirectory(path, Environment.IsPrivilegedProcess ? Passable : Private);
            return Resolve(path);
        }

        if (OthersCanPass(Path))
        {
            return Directory.CreateDirectory(path, Passable).FullName;
        }

        var elsewhere = System.IO.Path.Combine(SystemDirectory, Guid.NewGuid().ToString("N")[..8] + "-" + name);
        Directory.CreateDirectory(SystemDirectory, Passable);
        Directory.CreateDirectory(elsewhere, Passable);
        File.CreateSymbolicLink(path, elsewhere);
        return elsewhere;
    }

    private static string Resolve(string path) => new DirectoryInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;

    private static bool OthersCanPass(string path)
    {
        for (var directory = new DirectoryInfo(path); directory is not null; directory = directory.Parent)
        {
            if (!File.GetUnixFileMode(directory.FullName).HasFlag(UnixFileMode.OtherExecute))
            {
                return false;
            }
        }

        return true;
    }

    private static string Default()
    {
        var local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return System.IO.Path.Combine(string.IsNullOrEmpty(local) ? System.IO.Path.GetTempPath() : local, "deploy-mcp");
    }
}
