using System.Globalization;
using System.Text;

namespace DeployMcp.Domain.Text;

/// <summary>
/// What a repository or its app wrote (commit messages, logs, evidence), made fit to be shown to people and agents: it can't
/// steer a terminal, turn the direction of the text round, or hold words that are read but not seen.
/// </summary>
public static class ForeignText
{
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;

    /// <summary>Text of several lines: control characters are left out, invisible ones are spelled, as in <c>\u{202e}</c>.</summary>
    public static string Lines(string text)
    {
        if (!text.EnumerateRunes().Any(NeedsCare))
        {
            return text;
        }

        var shown = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!NeedsCare(rune))
                shown.Append(rune);
            else if (!Rune.IsControl(rune))
                shown.Append($"\\u{{{rune.Value:x}}}");
        }

        return shown.ToString();
    }

    /// <summary>One line of at most <paramref name="most"/> UTF-16 units: what stands after the first line break is left out.</summary>
    public static string Line(string text, int most)
    {
        var end = text.AsSpan().IndexOfAny('\r', '\n');
        var line = Lines(end < 0 ? text : text[..end]);
        return line.Length > most ? string.Concat(line.AsSpan(0, most - 1), "…") : line;
    }

    /// <summary>The two joiners are part of how some scripts and emoji are written.</summary>
    private static bool NeedsCare(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control => rune.Value is not ('\n' or '\t'),
        UnicodeCategory.Format => rune.Value is not (ZeroWidthJoiner or ZeroWidthNonJoiner),
        UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate => true,
        _ => false,
    };
}
