using System.Text;
using System.Text.RegularExpressions;

namespace DeployMcp.Planning.Sandbox;

/// <summary>
/// Hands user-chosen environment variables over on standard input, to be set only after the uid has been given up. Were they
/// in the environment of setsid and setpriv, which still run as root, <c>LD_PRELOAD</c> or <c>PATH</c> would make the user root;
/// on a command line everybody could read them.
/// </summary>
public static partial class SandboxEnvironment
{
    /// <summary>Wraps the command so that it takes its variables from <see cref="Script"/> on standard input; it sees an empty input itself.</summary>
    public static IReadOnlyList<string> ReadFromStandardInput(IReadOnlyList<string> command)
        => ["sh", "-c", "eval \"$(cat)\"; exec \"$@\" </dev/null", "sh", .. command];

    /// <summary>What to write to standard input: one quoted assignment for each variable.</summary>
    /// <exception cref="ArgumentException">A name is no identifier, or a value holds a NUL.</exception>
    public static string Script(IEnumerable<KeyValuePair<string, string>> variables)
    {
        var script = new StringBuilder();
        foreach (var (name, value) in variables)
        {
            if (!IsValid(name, value))
                throw new ArgumentException($"'{name}' can't be set as an environment variable.", nameof(variables));

            script.Append("export ").Append(name).Append("='").Append(value.Replace("'", "'\\''", StringComparison.Ordinal)).Append("'\n");
        }

        return script.ToString();
    }

    public static bool IsValid(string name, string value) => Identifier().IsMatch(name) && !value.Contains('\0', StringComparison.Ordinal);

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*\\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Identifier();
}
