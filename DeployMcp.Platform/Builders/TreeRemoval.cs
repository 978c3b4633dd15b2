namespace DeployMcp.Platform.Builders;

/// <summary>Removes a directory tree that user code has made: it may have taken away its own permissions.</summary>
public static class TreeRemoval
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Nothing to remove is no error. Links are removed, never followed.</summary>
    public static void Run(string directory)
    {
        if (!Directory.Exists(directory))
        {
            return;
        }

        try
        {
            Directory.Delete(directory, recursive: true);
        }
        catch (UnauthorizedAccessException)
        {
            Open(directory);
            Directory.Delete(directory, recursive: true);
        }
    }

    private static void Open(string directory)
    {
        File.SetUnixFileMode(directory, OwnerOnly);
        foreach (var child in new DirectoryInfo(directory).EnumerateDirectories().Where(d => d.LinkTarget is null))
        {
            Open(child.FullName);
        }
    }
}
