namespace DeployMcp.Platform.Builders;

/// <summary>
/// Finds programs as a shell of a build would. Where the platform is root a build runs under a user of its own, for whom the
/// programs in root's home (a version manager's shims, for example) don't exist.
/// </summary>
internal static class ToolPath
{
    private const string Default = "/usr/local/bin:/usr/bin:/bin";

    /// <summary>The PATH of builds: the platform's own, without the directories that a build's user can't enter.</summary>
    public static string Value => string.Join(':', Directories);

    private static IEnumerable<string> Directories
        => (Environment.GetEnvironmentVariable("PATH") ?? Default).Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Distinct(StringComparer.Ordinal).Where(Directory.Exists).Where(IsReachable);

    /// <summary>The program as a build would run it, or null.</summary>
    public static string? Find(string program) => Directories.Select(d => Path.Combine(d, program)).FirstOrDefault(IsUsable);

    /// <summary>Whether every user may enter the directory; always where builds run as the platform's own.</summary>
    public static bool IsReachable(string directory)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return true;
        }

        for (var at = new DirectoryInfo(directory); at is not null; at = at.Parent)
        {
            if ((at.ResolveLinkTarget(returnFinalTarget: true) ?? at) is not { Exists: true } real || !real.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What changes when the program is replaced by another version, without the time that it takes to ask it.</summary>
    public static string Fingerprint(string program)
    {
        if (Find(program) is not { } path)
        {
            return $"{program}: none";
        }

        var target = Target(path);
        return $"{program}: {target.FullName} {target.Length} {target.LastWriteTimeUtc.Ticks}";
    }

    private static bool IsUsable(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        var target = Target(path);
        return target.UnixFileMode.HasFlag(UnixFileMode.OtherExecute)
            ? IsReachable(target.DirectoryName!)
            : !Environment.IsPrivilegedProcess && (target.UnixFileMode & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute)) is not UnixFileMode.None;
    }

    private static FileInfo Target(string path)
        => new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? new FileInfo(path);
}
