using DeployMcp.Platform.Builders.Processes;

namespace DeployMcp.Platform.Builders.Dependencies;

/// <summary>
/// Puts a directory tree in a second place. Linked files are one file under two names: only for trees whose files nobody but
/// root may write, into directories that the owner may change.
/// </summary>
internal static class TreeCopy
{
    /// <param name="owner">Of directories, symbolic links and copied files; null leaves them the platform's.</param>
    public static void Run(string source, string target, bool link, int? owner)
    {
        Directory.CreateDirectory(target, File.GetUnixFileMode(source) | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Own(target, owner);
        foreach (var entry in new DirectoryInfo(source).EnumerateFileSystemInfos("*", new EnumerationOptions { AttributesToSkip = FileAttributes.None }))
        {
            var copy = Path.Combine(target, entry.Name);
            if (entry.LinkTarget is { } linkTarget)
            {
                File.CreateSymbolicLink(copy, linkTarget);
                Own(copy, owner);
            }
            else if (entry is DirectoryInfo)
            {
                Run(entry.FullName, copy, link, owner);
            }
            else if (!link || !Posix.TryLink(entry.FullName, copy))
            {
                File.Copy(entry.FullName, copy);
                Own(copy, owner);
            }
        }
    }

    private static void Own(string path, int? owner)
    {
        if (owner is { } uid)
        {
            Posix.ChangeOwner(path, uid);
        }
    }
}
