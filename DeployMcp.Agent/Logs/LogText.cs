using System.Text;
using System.Text.RegularExpressions;
using DeployMcp.Domain.Text;

namespace DeployMcp.Agent.Logs;

/// <summary>What a service wrote, made fit to be shown: no terminal escapes, no control characters, no endless lines.</summary>
internal static partial class LogText
{
    public const int MaxLine = 4_000;

    public static string Clean(ReadOnlySpan<byte> line)
    {
        var cut = line.Length > MaxLine * 2 ? line[..(MaxLine * 2)] : line;
        var text = Encoding.UTF8.GetString(cut).TrimEnd('\r');
        // A progress bar rewrites its line: what stood last is what a person would see.
        text = text[(text.LastIndexOf('\r') + 1)..];
        return ForeignText.Line(Escapes().Replace(text, ""), MaxLine + 1);
    }

    /// <summary>ECMA-48: control sequences (CSI), operating system commands (OSC) and two-character escapes.</summary>
    [GeneratedRegex(@"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(\x07|\x1b\\)?|\x1b[@-Z\\^_]|\x1b[()][A-Z0-9]", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Escapes();
}
