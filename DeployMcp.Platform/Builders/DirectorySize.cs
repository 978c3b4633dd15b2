namespace DeployMcp.Platform.Builders;

/// <summary>Bytes that a directory's files take, links not followed, a file with two names counted twice.</summary>
internal static class DirectorySize
{
    private static readonly EnumerationOptions All = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };

    /// <returns>0 for a directory that isn't there, and for one that changes while it is measured.</returns>
    public static long Of(string directory)
    {
        try
        {
            return Directory.Exists(directory) ? new DirectoryInfo(directory).EnumerateFiles("*", All).Sum(f => f.Exists ? f.Length : 0) : 0;
        }
        catch (IOException)
        {
            // Something in it went away meanwhile; who measures a running build comes again soon.
            return 0;
        }
    }
}
