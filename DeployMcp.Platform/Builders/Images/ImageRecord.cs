namespace DeployMcp.Platform.Builders.Images;

/// <summary>The file by which a release directory says that its content is an image in the engine.</summary>
internal static class ImageRecord
{
    public const string FileName = "deploymcp-image.json";

    /// <param name="directory">A release.</param>
    public static bool IsIn(string directory)
    {
        var file = new FileInfo(Path.Combine(directory, FileName));
        return file.Exists && file.LinkTarget is null;
    }
}
