using System.Text.RegularExpressions;

namespace DeployMcp.Planning.Providers.Languages;

/// <summary>
/// The few things of a TOML file (toml.io, v1.0.0) that manifests say in one way: tables, and keys with a string, an array of
/// strings, or anything else, of which only its text is known. What it doesn't understand it leaves out.
/// </summary>
internal sealed partial class TomlText
{
    private readonly List<(string Name, Dictionary<string, string> Values)> _tables = [("", new(StringComparer.Ordinal))];

    public static TomlText Parse(string? text)
    {
        var toml = new TomlText();
        var pending = "";
        foreach (var raw in (text ?? "").Split('\n'))
        {
            var line = Comment().Replace(raw, "$1").Trim();
            if (pending.Length == 0 && Header().Match(line) is { Success: true } header)
            {
                toml._tables.Add((header.Groups[1].Value.Replace("\"", "", StringComparison.Ordinal), new(StringComparer.Ordinal)));
                continue;
            }

            pending += (pending.Length == 0 ? "" : " ") + line;
            if (IsComplete(pending))
            {
                toml.Add(pending);
                pending = "";
            }
        }

        return toml;
    }

    public bool HasTable(string table) => _tables.Exists(t => t.Name == table);

    public IEnumerable<string> Keys(string table) => Named(table).SelectMany(t => t.Keys);

    /// <summary>Also of an array of tables: one value for each that has the key.</summary>
    public IEnumerable<string> All(string table, string key) => Named(table).Select(t => t.GetValueOrDefault(key)).OfType<string>().Select(Unquote);

    public string? Text(string table, string key) => All(table, key).FirstOrDefault();

    public IReadOnlyList<string> Strings(string table, string key)
        => Named(table).Select(t => t.GetValueOrDefault(key)).FirstOrDefault(v => v?.StartsWith('[') == true) is { } array
            ? [.. QuotedString().Matches(array).Select(m => Unquote(m.Value))]
            : [];

    private IEnumerable<Dictionary<string, string>> Named(string table) => _tables.Where(t => t.Name == table).Select(t => t.Values);

    private void Add(string line)
    {
        var split = line.IndexOf('=', StringComparison.Ordinal);
        if (split > 0)
        {
            _tables[^1].Values[line[..split].Trim().Trim('"', '\'')] = line[(split + 1)..].Trim();
        }
    }

    /// <summary>Brackets and triple quotes are closed; those in strings don't count.</summary>
    private static bool IsComplete(string line)
    {
        if (TripleQuotes().Count(line) % 2 != 0)
        {
            return false;
        }

        var bare = QuotedString().Replace(line, "");
        return bare.Count(c => c is '[' or '{') <= bare.Count(c => c is ']' or '}');
    }

    private static string Unquote(string value) => value.Length >= 2 && value[0] is '"' or '\'' && value[^1] == value[0] ? value[1..^1] : value;

    [GeneratedRegex("""^((?:[^"'#]|"(?:[^"\\]|\\.)*"|'[^']*')*)#.*$""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^\[{1,2}\s*([^\[\]]+?)\s*\]{1,2}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Header();

    [GeneratedRegex("""
        "(?:[^"\\]|\\.)*"|'[^']*'
        """, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex QuotedString();

    [GeneratedRegex("\"\"\"|'''", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex TripleQuotes();
}
