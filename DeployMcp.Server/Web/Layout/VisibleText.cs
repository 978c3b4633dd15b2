using DeployMcp.Domain.Text;

namespace DeployMcp.Server.Web.Layout;

/// <summary>
/// Text of a repo, a program or a person as a page shows it: what would not be seen, or would make the rest be read in another
/// order (Trojan Source, CVE-2021-42574), is spelled. Also for what was stored cleaned. HTML is Razor's to encode, not this one's.
/// </summary>
internal static class VisibleText
{
    public static string Of(string? text) => ForeignText.Lines(text ?? "");

    /// <summary>The first line, at most <paramref name="most"/> characters of it.</summary>
    public static string FirstLine(string? text, int most = 120) => ForeignText.Line(text?.Trim() ?? "", most);
}
