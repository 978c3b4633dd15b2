using System.Text.RegularExpressions;

namespace DeployMcp.Planning.Providers.Node;

/// <summary>
/// A script of package.json as npm would run it, without npm's own start-up of a third of a second: the packages' programs on
/// the PATH and the <c>npm_package_*</c> names that programs look at. Scripts with pre or post hooks go through npm.
/// </summary>
internal static partial class NodeScript
{
    public static IReadOnlyList<string> Command(PackageJson package, string name)
        => package.Script("pre" + name) is not null || package.Script("post" + name) is not null
            ? ["npm", "run", "--silent", name]
            : ["sh", "-c", $"{Names(package, name)}{Exec(package.Script(name)!)}"];

    /// <summary>The user's own line, with the packages' programs on the PATH.</summary>
    public static IReadOnlyList<string> UserCommand(string line) => ["sh", "-c", $"{Path}; {line}"];

    /// <summary>First words which are the shell's own: there is no program to replace it with (POSIX, Shell Command Language 2.4 and 2.14).</summary>
    private static readonly HashSet<string> ShellWords = new(StringComparer.Ordinal)
    {
        ".", "alias", "break", "case", "cd", "command", "continue", "eval", "exec", "exit", "export", "for", "if", "read", "readonly", "return",
        "set", "shift", "source", "times", "trap", "type", "ulimit", "umask", "unset", "until", "wait", "while",
    };

    private const string Path = "export PATH=\"$PWD/node_modules/.bin:$PATH\"";

    private static string Names(PackageJson package, string script)
        => $"{Path} npm_lifecycle_event={script} npm_package_name={Quote(package.Name)} npm_package_version={Quote(package.Version)}; ";

    /// <summary>A single program replaces the shell, so that signals and its exit code pass by nobody.</summary>
    private static string Exec(string script)
        => OneProgram().IsMatch(script) && !ShellWords.Contains(script.Split(' ')[0]) ? $"exec {script}" : script;

    private static string Quote(string value) => $"'{value.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"^[A-Za-z0-9_./@-]+( [A-Za-z0-9_./@:=,+-]+)*$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex OneProgram();
}
