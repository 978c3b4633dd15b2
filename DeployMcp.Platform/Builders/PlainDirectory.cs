namespace DeployMcp.Platform.Builders;

/// <summary>A real directory all the way: a link could lead out of the workspace, and the platform works in it as root.</summary>
internal static class PlainDirectory
{
    /// <param name="root">The platform's own; not looked at itself.</param>
    /// <param name="directory">Absolute, the root or below it.</param>
    public static bool Is(string root, string directory)
    {
        for (var current = directory; current.Length > root.Length; current = Path.GetDirectoryName(current)!)
        {
            if (!Directory.Exists(current) || new DirectoryInfo(current).LinkTarget is not null)
            {
                return false;
            }
        }

        return true;
    }
}
