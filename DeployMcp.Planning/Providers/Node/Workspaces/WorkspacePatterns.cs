using System.Text.RegularExpressions;

namespace DeployMcp.Planning.Providers.Node.Workspaces;

/// <summary>Which folders belong to a workspace: globs, of which those with <c>!</c> in front exclude.</summary>
internal sealed class WorkspacePatterns(IReadOnlyList<string> patterns)
{
    private readonly Regex[] _included = [.. patterns.Where(p => !p.StartsWith('!')).Select(Glob)];
    private readonly Regex[] _excluded = [.. patterns.Where(p => p.StartsWith('!')).Select(p => Glob(p[1..]))];

    public bool Includes(string directory)
        => !directory.Split('/').Contains("node_modules", StringComparer.Ordinal) && _included.Any(p => p.IsMatch(directory)) && !_excluded.Any(p => p.IsMatch(directory));

    private static Regex Glob(string pattern)
    {
        var plain = (pattern.StartsWith("./", StringComparison.Ordinal) ? pattern[2..] : pattern).TrimEnd('/');
        var expression = Regex.Escape(plain).Replace("/\\*\\*", "(/.*)?", StringComparison.Ordinal)
            .Replace("\\*\\*", ".*", StringComparison.Ordinal).Replace("\\*", "[^/]*", StringComparison.Ordinal);
        return new Regex($"^{expression}\\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, Regex.InfiniteMatchTimeout);
    }
}
