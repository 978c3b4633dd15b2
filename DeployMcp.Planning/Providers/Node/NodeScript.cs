using System.Text.RegularExpressions;

namespace DeployMcp.Planning.Providers.Node;

/// <summary>
/// A script of package.json as npm would run it, without npm's own start-up of a third of a second: the packages' programs on
/// the PATH and the <c>npm_package_*</c> names that programs look at. Scripts with pre or post hooks go through npm.
/// </summary>
/// <param name="path">Where the package is below the directory in which dependencies were installed; empty when that is the same.</param>
internal sealed partial class NodeScript(string path)
{
    /// <summary>First words which are the shell's own: there is no program to replace it with (POSIX, Shell Command Language 2.4 and 2.14).</summary>
    private static readonly HashSet<string> ShellWords = new(StringComparer.Ordinal)
    {
        ".", "alias", "break", "case", "cd", "command", "continue", "eval", "exec", "exit", "export", "for", "if", "read", "readonly", "return",
        "set", "shift", "source", "times", "trap", "type", "ulimit", "umask", "unset", "until", "wait", "while",
    };

    private readonly string _path = path.Length == 0
        ? "export PATH=\"$PWD/node_modules/.bin:$PATH\""
        : $"export PATH=\"$PWD/node_modules/.bin:$PWD/{Up(path)}node_modules/.bin:$PATH\"";

    /// <param name="name">Of a script that the package has.</param>
    public IReadOnlyList<string> Command(PackageJson package, string name)
        => HasHooks(package, name) ? ["npm", "run", "--silent", name] : ["sh", "-c", $"{Names(package, name)}{Exec(package.Script(name)!)}"];

    /// <summary>The user's own line, with the packages' programs on the PATH.</summary>
    public IReadOnlyList<string> UserCommand(string line) => ["sh", "-c", $"{_path}; {line}"];

    /// <summary>A line of ours, which is one program with its arguments.</summary>
    public IReadOnlyList<string> Program(string line) => ["sh", "-c", $"{_path}; exec {line}"];

    /// <summary>The same for a package elsewhere in the checkout, and what follows it.</summary>
    /// <param name="directory">Relative to where the step runs.</param>
    public static string Elsewhere(string directory, PackageJson package, string name, string path)
        => $"(cd {Quote(directory)} || exit; {(HasHooks(package, name) ? $"npm run --silent {name}" : $"{new NodeScript(path)._path}; {package.Script(name)}")})";

    /// <summary>From a directory of the checkout back to where its path begins.</summary>
    public static string Up(string path) => path.Length == 0 ? "" : string.Concat(Enumerable.Repeat("../", path.Split('/').Length));

    private static bool HasHooks(PackageJson package, string name) => package.Script("pre" + name) is not null || package.Script("post" + name) is not null;

    private string Names(PackageJson package, string script)
        => $"{_path} npm_lifecycle_event={script} npm_package_name={Quote(package.Name)} npm_package_version={Quote(package.Version)}; ";

    /// <summary>A single program replaces the shell, so that signals and its exit code pass by nobody.</summary>
    private static string Exec(string script)
        => OneProgram().IsMatch(script) && !ShellWords.Contains(script.Split(' ')[0]) ? $"exec {script}" : script;

    private static string Quote(string value) => $"'{value.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"^[A-Za-z0-9_./@-]+( [A-Za-z0-9_./@:=,+-]+)*$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex OneProgram();
}
