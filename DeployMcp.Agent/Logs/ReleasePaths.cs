using System.Text.RegularExpressions;
using DeployMcp.Agent.Processes;

namespace DeployMcp.Agent.Logs;

/// <summary>
/// Paths of releases as a service's author knows them, from the repo's root: where a release lies on this machine is the
/// platform's own affair and means nothing to them.
/// </summary>
internal sealed class ReleasePaths(string artifactDirectory)
{
    private readonly string[] _roots = [.. new[] { artifactDirectory, Posix.RealPath(artifactDirectory) ?? artifactDirectory }.Distinct(StringComparer.Ordinal)];

    /// <summary>The line without the directory of any release in it.</summary>
    public string Hide(string line)
        => _roots.Any(root => line.Contains(root, StringComparison.Ordinal)) ? _roots.Aggregate(line, Hide) : line;

    private static string Hide(string line, string root)
        => Regex.Replace(line, $"{Regex.Escape(root)}/[A-Za-z0-9_-]+/?", "", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
}
