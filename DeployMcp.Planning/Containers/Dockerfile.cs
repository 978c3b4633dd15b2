using System.Globalization;
using System.Text.RegularExpressions;

namespace DeployMcp.Planning.Containers;

/// <summary>What a Dockerfile declares, as far as a plan needs it. What only a build can know is left to the build.</summary>
internal sealed partial class Dockerfile
{
    private readonly List<string> _bases = [];
    private readonly SortedSet<string> _arguments = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _secrets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Stage> _stages = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _globals = new(StringComparer.Ordinal);
    private Stage? _stage;

    public Dockerfile(string text)
    {
        Frontend = SyntaxOf(text) is { } syntax && !OwnFrontend().IsMatch(syntax) ? syntax : null;
        foreach (var instruction in DockerfileInstruction.Parse(text))
        {
            Read(instruction);
        }
    }

    /// <summary>What a syntax directive names, where that is not the Dockerfile's own frontend.</summary>
    public string? Frontend { get; }

    /// <summary>False when there is no FROM: then nothing can be built.</summary>
    public bool HasStages => _stage is not null;

    public IReadOnlyList<string> BaseImages => _bases;

    public IReadOnlyList<string> Arguments => [.. _arguments];

    public IReadOnlyList<string> Secrets => [.. _secrets];

    /// <summary>TCP ports that the last stage exposes, in the order in which they are written.</summary>
    public IReadOnlyList<int> ExposedPorts => _stage?.Ports ?? [];

    private Dictionary<string, string> Values => _stage?.Values ?? _globals;

    private void Read(DockerfileInstruction instruction)
    {
        switch (instruction.Keyword)
        {
            case "FROM":
                Begin(instruction.Text);
                break;
            case "ARG":
                Words(instruction.Text).ForEach(Declare);
                break;
            case "ENV":
                SetVariables(instruction.Text);
                break;
            case "EXPOSE":
                _stage?.Ports.AddRange(Words(instruction.Text).Select(w => Port(Expand(w))).OfType<int>());
                break;
            case "RUN":
                _secrets.UnionWith(SecretMount().Matches(instruction.Text).Select(m => m.Groups[1].Value));
                break;
            default:
                break;
        }
    }

    /// <summary>Looked for in every comment before the first instruction, also where BuildKit has stopped looking.</summary>
    private static string? SyntaxOf(string text)
    {
        var comments = text.Split('\n').Select(l => l.Trim()).TakeWhile(l => l.Length == 0 || l.StartsWith('#') || l.StartsWith("//", StringComparison.Ordinal));
        var match = comments.Select(l => SyntaxLine().Match(l)).FirstOrDefault(m => m.Success) ?? SyntaxMember().Match(text);
        return match.Success ? match.Groups[1].Value : null;
    }

    private void Begin(string text)
    {
        var words = Words(text).FindAll(w => !w.StartsWith("--", StringComparison.Ordinal));
        _stage = null;
        var image = Expand(words.FirstOrDefault() ?? "");
        var parent = _stages.GetValueOrDefault(image);
        if (parent is null && image.Length > 0 && image != "scratch" && !_bases.Contains(image, StringComparer.Ordinal))
        {
            _bases.Add(image);
        }

        _stage = parent?.Continue() ?? new Stage([], new Dictionary<string, string>(StringComparer.Ordinal));
        if (words.Count >= 3 && words[1].Equals("AS", StringComparison.OrdinalIgnoreCase))
        {
            _stages[words[2]] = _stage;
        }
    }

    private void Declare(string word)
    {
        var parts = word.Split('=', 2);
        _arguments.Add(parts[0]);
        var value = parts.Length > 1 ? Expand(parts[1]) : _globals.GetValueOrDefault(parts[0]);
        if (value is not null)
        {
            Values.TryAdd(parts[0], value);
        }
    }

    private void SetVariables(string text)
    {
        var words = Words(text);
        if (words.Count > 0 && !words[0].Contains('=', StringComparison.Ordinal))
        {
            // The old form: one name, and all that follows is its value.
            Values[words[0]] = Expand(text[words[0].Length..].Trim());
            return;
        }

        foreach (var parts in words.Select(w => w.Split('=', 2)).Where(p => p.Length == 2))
        {
            Values[parts[0]] = Expand(parts[1]);
        }
    }

    private string Expand(string text) => Variable().Replace(text.Trim('"', '\''), match =>
    {
        var name = match.Groups["name"].Value;
        return Values.TryGetValue(name, out var value) ? value : match.Groups["default"].Value;
    });

    /// <summary>Null for UDP, for a range, and for what only the build's arguments decide.</summary>
    private static int? Port(string text)
    {
        var parts = text.Split('/', 2);
        var isTcp = parts.Length == 1 || parts[1].Equals("tcp", StringComparison.OrdinalIgnoreCase);
        return isTcp && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535 ? port : null;
    }

    private static List<string> Words(string text) => [.. Word().Matches(text).Select(m => m.Value)];

    private sealed record Stage(List<int> Ports, Dictionary<string, string> Values)
    {
        public Stage Continue() => new([.. Ports], new Dictionary<string, string>(Values, StringComparer.Ordinal));
    }

    [GeneratedRegex("""(?:"[^"]*"|'[^']*'|[^\s"'])+""", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    /// <summary>In front of the value: BuildKit reads both forms of comments (its frontend/dockerfile/parser, "DetectSyntax").</summary>
    [GeneratedRegex(@"^(?:#|//)\s*syntax\s*=\s*(\S+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex SyntaxLine();

    [GeneratedRegex(@"^\s*\{[^}]*""syntax""\s*:\s*""([^""]+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex SyntaxMember();

    [GeneratedRegex(@"^(?:docker\.io/)?docker/dockerfile(?:-upstream)?(?:[:@].*)?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex OwnFrontend();

    /// <summary><c>$NAME</c>, <c>${NAME}</c> and <c>${NAME:-default}</c> (Dockerfile reference, "Environment replacement").</summary>
    [GeneratedRegex(@"\$(?:\{(?<name>\w+)(?::?-(?<default>[^}]*))?\}|(?<name>\w+))", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();

    [GeneratedRegex(@"--mount=(?=\S*\btype=secret\b)\S*?\bid=([\w.-]+)", RegexOptions.CultureInvariant)]
    private static partial Regex SecretMount();
}
