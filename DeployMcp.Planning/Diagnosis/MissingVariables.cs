using System.Text.RegularExpressions;

namespace DeployMcp.Planning.Diagnosis;

/// <summary>
/// The environment variables that a program's last lines name as missing, in the words of the usual runtimes and libraries. A
/// guess by form: names are in capitals, and one that the program was given is never called missing.
/// </summary>
public static partial class MissingVariables
{
    private const int Most = 10;

    /// <summary>A name in capitals.</summary>
    private const string Name = "([A-Z][A-Z0-9_]{2,})";

    /// <summary>A name that can hardly be anything but a variable's, where nothing else in the line says so.</summary>
    private const string PlainName = "([A-Z][A-Z0-9]*_[A-Z0-9_]+|[A-Z0-9_]*(?:KEY|TOKEN|SECRET|PASSWORD|URL|URI|DSN))";

    private const string Env = "(?i:env(?:ironment)?[ -]?(?:variable|var)s?)";

    private const string Lacking =
        "(?i:not set|not found|not defined|not provided|not present|is missing|missing|required|undefined|unset|must be|is empty|was empty)";

    /// <param name="given">Names of the variables that the program has.</param>
    /// <returns>In the order in which the lines name them; empty when they speak of none.</returns>
    public static IReadOnlyList<string> Find(IReadOnlyList<string> lines, IReadOnlyCollection<string> given)
        => [.. lines.SelectMany((line, at) => Named(line, at > 0 ? lines[at - 1] : "")).Distinct(StringComparer.Ordinal).Except(given, StringComparer.Ordinal).Take(Most)];

    /// <summary>As update_service takes them, the values left to be filled in.</summary>
    public static string Argument(IEnumerable<string> names)
        => $"env_vars=[{string.Join(", ", names.Select(name => $"{{\"key\": \"{name}\", \"value\": …}}"))}]";

    private static IEnumerable<string> Named(string line, string before)
    {
        if (Listed().Match(line) is { Success: true } listed && ListHeading().IsMatch(before))
            return [listed.Groups[1].Value];

        // pydantic names the field in a line of its own, in whatever case the class has it.
        if (line.Contains("Field required [type=missing", StringComparison.Ordinal) && Field().IsMatch(before))
            return [before.Trim().ToUpperInvariant()];

        return Patterns().Select(pattern => pattern.Match(line)).Where(match => match.Success).Take(1).Select(match => match.Groups[1].Value);
    }

    private static IEnumerable<Regex> Patterns() => [KeyNotFound(), LackThenEnv(), EnvLacks(), EnvThenName(), SetNameOfEnv(), NameThenEnv(), NodeEnv(), BareName(), Placeholder()];

    /// <summary>Python's <c>os.environ["X"]</c> and Ruby's <c>ENV.fetch("X")</c>.</summary>
    [GeneratedRegex($"""(?:KeyError: |key not found: )['"]{Name}['"]""", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex KeyNotFound();

    /// <summary>"Missing required environment variable X", "no environment variable X".</summary>
    [GeneratedRegex($"(?i:missing|required|undefined|unset|set the|no) (?i:required |following )?{Env}[^A-Za-z]{{1,4}}{Name}\\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex LackThenEnv();

    /// <summary>"Environment variable not found: X".</summary>
    [GeneratedRegex($"{Env} (?i:not found|not set|is missing|missing)[^A-Za-z]{{1,4}}{Name}\\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex EnvLacks();

    /// <summary>"environment variable X is not set".</summary>
    [GeneratedRegex($"{Env}[^A-Za-z]{{1,4}}{Name}\\b.{{0,30}}{Lacking}", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex EnvThenName();

    /// <summary>"Set the X environment variable".</summary>
    [GeneratedRegex($"(?i:set|define|provide|missing) (?i:the |required )?{Name} {Env}", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex SetNameOfEnv();

    /// <summary>"X environment variable is required".</summary>
    [GeneratedRegex($"\\b{Name}[^A-Za-z]{{1,3}}{Env}.{{0,30}}{Lacking}", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NameThenEnv();

    /// <summary>"process.env.X is undefined".</summary>
    [GeneratedRegex($"(?:process\\.env|import\\.meta\\.env|Deno\\.env)\\.{Name}\\b.{{0,30}}{Lacking}", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NodeEnv();

    /// <summary>"X is not set", "X must be set", "required key X missing value", "X not found. Declare it as envvar".</summary>
    [GeneratedRegex($"\\b{PlainName}['\"`]?(?: (?:is|was|has) (?:not (?:been )?set|required|missing|unset|undefined)| must be (?:set|provided|defined)| not set\\b| missing value| not found\\. Declare it as envvar)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex BareName();

    /// <summary>Spring.</summary>
    [GeneratedRegex($"Could not resolve placeholder '{Name}'", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder();

    [GeneratedRegex("(?i:missing|invalid|required).{0,12}(?i:env(?:ironment)? ?(?:variable|var)s?).{0,3}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ListHeading();

    [GeneratedRegex($"^[ \\t*-]*{Name}\\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Listed();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Field();
}
