using System.Text.RegularExpressions;
using DeployMcp.Planning.Source;

namespace DeployMcp.Planning.Providers.Node.Frameworks;

/// <summary>Looks for a setting in a configuration that is a program: it is read, not run, so only literals are found.</summary>
internal static partial class ConfigText
{
    private static readonly string[] Extensions = [".ts", ".js", ".mjs", ".cjs"];

    /// <summary>The text without comments, or an empty one.</summary>
    /// <param name="name">Without extension, for example <c>next.config</c>.</param>
    public static string Read(SourceTree source, string name)
        => Extensions.Select(e => source.Read(name + e)).FirstOrDefault(t => t is not null) is { } text ? Comments().Replace(text, "") : "";

    /// <summary>The quoted value of a property.</summary>
    public static string? Value(string text, string property)
        => Regex.Match(text, $@"\b{property}\s*:\s*['""`]([^'""`]+)['""`]", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)) is { Success: true } match ? match.Groups[1].Value : null;

    /// <summary>The same where it names a directory inside the project.</summary>
    public static string? Directory(string text, string property) => Value(text, property) is { } value ? Inside(value) : null;

    /// <summary>Without what stands for the project itself; null when the path leads out of it.</summary>
    public static string? Inside(string path)
    {
        var plain = (path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path).TrimEnd('/');
        return plain.Length == 0 || !SafePath().IsMatch(plain) || plain.Split('/').Contains("..", StringComparer.Ordinal) ? null : plain;
    }

    public static bool IsFalse(string text, string property)
        => Regex.IsMatch(text, $@"\b{property}\s*:\s*false\b", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    [GeneratedRegex(@"^[A-Za-z0-9_.@-][A-Za-z0-9_./@-]*\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex SafePath();

    /// <summary>Block comments, and line comments at a line's beginning or after white space: a URL's slashes are none.</summary>
    [GeneratedRegex(@"/\*[\s\S]*?\*/|(?<=^|\s)//[^\n]*", RegexOptions.CultureInvariant)]
    private static partial Regex Comments();
}
