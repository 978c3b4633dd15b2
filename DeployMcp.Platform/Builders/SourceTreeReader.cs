using DeployMcp.Domain.Failures;
using DeployMcp.Planning.Source;

namespace DeployMcp.Platform.Builders;

/// <summary>Reads of a checkout what planning needs, and no more than it may hold.</summary>
public static class SourceTreeReader
{
    private const int MaxManifestBytes = 8 * 1024 * 1024;
    private const int MaxManifests = 500;

    /// <exception cref="DeploymentFailureException">More files than a checkout may have.</exception>
    public static SourceTree Read(string directory, int maxFiles)
    {
        var files = new List<string>();
        var contents = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Enumerate(directory))
        {
            if (files.Count == maxFiles)
            {
                throw new DeploymentFailureException(
                    FailureCode.QuotaExceeded,
                    $"The commit holds more than {maxFiles} files.",
                    null,
                    "Leave dependencies and build output out of the repo (.gitignore) and push again.");
            }

            var name = Path.GetRelativePath(directory, path);
            files.Add(name);
            if (contents.Count < MaxManifests && SourceTree.IsManifest(name) && ReadText(path) is { } text)
            {
                contents[name] = text;
            }
        }

        return new SourceTree(files, contents);
    }

    /// <summary>Symbolic links are not followed: one could lead out of the checkout.</summary>
    private static IEnumerable<string> Enumerate(string directory)
    {
        var options = new EnumerationOptions { AttributesToSkip = FileAttributes.None, RecurseSubdirectories = false };
        var pending = new Stack<string>([directory]);
        while (pending.TryPop(out var current))
        {
            foreach (var entry in new DirectoryInfo(current).EnumerateFileSystemInfos("*", options))
            {
                if (entry is DirectoryInfo && entry.LinkTarget is null)
                {
                    if (current != directory || entry.Name != ".git")
                    {
                        pending.Push(entry.FullName);
                    }
                }
                else
                {
                    yield return entry.FullName;
                }
            }
        }
    }

    private static string? ReadText(string path)
    {
        var file = new FileInfo(path);
        return file.LinkTarget is null && file.Length <= MaxManifestBytes ? File.ReadAllText(path) : null;
    }
}
