using System.Text.RegularExpressions;

namespace DeployMcp.Platform.Builders.Output;

/// <summary>Finds in what a tool printed the lines that a person would look for.</summary>
internal static partial class ToolErrors
{
    private const int Most = 60;
    private const int Following = 3;
    private const int LastLines = 20;

    /// <summary>The lines that name errors, with what follows each; where none does, the last ones.</summary>
    public static string Of(IReadOnlyList<string> lines)
    {
        var useful = lines.Where(l => !Noise().IsMatch(l)).ToList();
        var own = useful.Where(l => !NpmLine().IsMatch(l)).ToList();
        var chosen = Errors(own);
        if (chosen.Count == 0)
        {
            chosen = [.. useful.Where(l => NpmLine().IsMatch(l)).Take(Most)];
        }

        return string.Join('\n', chosen.Count > 0 ? chosen : useful.TakeLast(LastLines));
    }

    private static List<string> Errors(List<string> lines)
    {
        var chosen = new SortedSet<int>();
        for (var i = 0; i < lines.Count && chosen.Count < Most; i++)
        {
            if (ErrorLine().IsMatch(lines[i]))
            {
                // Runtimes print where, then the source line, then what is wrong.
                var location = Enumerable.Range(Math.Max(0, i - Following), Math.Min(Following, i)).LastOrDefault(at => Location().IsMatch(lines[at]), i);
                chosen.UnionWith(Enumerable.Range(location, Math.Min(i + Following, lines.Count) - location));
            }
        }

        return [.. chosen.Select(i => lines[i])];
    }

    /// <summary>npm's wrapping of a failed script, and where it put its own log.</summary>
    [GeneratedRegex(@"^npm (error|ERR!) (A complete log|.*_logs/|Lifecycle script|workspace |location |path |command )|^npm (notice|warn)|^\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Noise();

    /// <summary>A line that only says where: file and line number.</summary>
    [GeneratedRegex(@"^\S+:[0-9]+(:[0-9]+)?:?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Location();

    [GeneratedRegex(@"^npm (error|ERR!)", RegexOptions.CultureInvariant)]
    private static partial Regex NpmLine();

    [GeneratedRegex(@"\berror\b|\bERR(OR)?\b|Error:|\bfailed\b|\bfatal\b|cannot find|not found|unexpected token|\.(go|rs|java|cs|fs|py|rb|php|exs?|ts):[0-9]+:[0-9]+: |✘|✖|×|^\s*\^+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ErrorLine();
}
