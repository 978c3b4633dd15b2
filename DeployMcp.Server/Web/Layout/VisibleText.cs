using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace DeployMcp.Server.Web.Layout;

/// <summary>
/// Text of a repo or a program as a page shows it. Terminal colours are left out; whatever else would not be seen, or would make
/// the rest be read in another order (Trojan Source, CVE-2021-42574), is made visible. HTML is Razor's to encode, not this one's.
/// </summary>
internal static partial class VisibleText
{
    private const char FirstControlPicture = '\u2400';
    private const char Joiner = '\u200d';
    private const char NonJoiner = '\u200c';

    public static string Of(string? text)
    {
        var plain = Colours().Replace((text ?? "").ReplaceLineEndings("\n"), "");
        if (plain.All(IsPlain))
        {
            return plain;
        }

        var shown = new StringBuilder(plain.Length + 16);
        foreach (var c in plain)
        {
            _ = c switch
            {
                _ when IsPlain(c) => shown.Append(c),
                < ' ' => shown.Append((char)(FirstControlPicture + c)),
                _ => shown.Append($"⟨U+{(int)c:X4}⟩"),
            };
        }

        return shown.ToString();
    }

    /// <summary>The first line, at most <paramref name="most"/> characters of it.</summary>
    public static string FirstLine(string? text, int most = 120)
    {
        var shown = Of(text?.Trim());
        var end = shown.IndexOf('\n', StringComparison.Ordinal);
        var line = end < 0 ? shown : shown[..end];
        return line.Length > most ? string.Concat(line.AsSpan(0, char.IsHighSurrogate(line[most - 1]) ? most - 1 : most), "…") : line;
    }

    /// <summary>The joiners shape letters and emoji, and reorder nothing.</summary>
    private static bool IsPlain(char c)
        => c is '\n' or '\t' or Joiner or NonJoiner
            || char.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    /// <summary>ECMA-48 section 8.3.117, SGR.</summary>
    [GeneratedRegex(@"\x1b\[[0-9;:]*m", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Colours();
}
