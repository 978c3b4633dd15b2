namespace DeployMcp.Platform.Builders;

/// <summary>Moves a directory in one step on the same file system; between two, through a copy beside the target.</summary>
internal static class TreeMove
{
    public static async Task RunAsync(string source, string target, CancellationToken cancellationToken)
    {
        try
        {
            Directory.Move(source, target);
        }
        catch (IOException) when (Directory.Exists(source) && !Path.Exists(target))
        {
            var copy = Path.Combine(Path.GetDirectoryName(target)!, $".staging-{Guid.NewGuid():N}");
            await BuildWorkspace.RunAsync("cp", ["-a", "--", source, copy], cancellationToken);
            Directory.Move(copy, target);
            Directory.Delete(source, recursive: true);
        }
    }
}
