using System.Text.Json;
using DeployMcp.Planning.Runtime;

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

    /// <returns>The directory to publish as the release.</returns>
    public static async Task<string> WriteAsync(BuildWorkspace workspace, RevisionImage image, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateDirectory(Path.Combine(workspace.Root, "image")).FullName;
        await File.WriteAllTextAsync(Path.Combine(directory, FileName), JsonSerializer.Serialize(image, JsonSerializerOptions.Web), cancellationToken);
        return directory;
    }

    /// <summary>The image that a release stands for; null when it is none.</summary>
    public static async Task<RevisionImage?> ReadAsync(string directory, CancellationToken cancellationToken)
        => IsIn(directory)
            ? JsonSerializer.Deserialize<RevisionImage>(await File.ReadAllTextAsync(Path.Combine(directory, FileName), cancellationToken), JsonSerializerOptions.Web)
            : null;
}
