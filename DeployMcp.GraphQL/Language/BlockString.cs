namespace DeployMcp.GraphQL.Language;

/// <summary>What a block string means (section 2.9.4 "Block Strings", BlockStringValue).</summary>
internal static class BlockString
{
    /// <summary>Without the indentation common to all lines but the first, and without blank lines at both ends.</summary>
    public static string Dedent(string raw)
    {
        var lines = raw.Split('\n');
        var indents = lines.Skip(1).Where(l => Indent(l) < l.Length).Select(Indent).ToList();
        var common = indents.Count == 0 ? 0 : indents.Min();
        var dedented = lines.Select((line, i) => i == 0 ? line : line[Math.Min(common, line.Length)..]).ToList();
        var first = dedented.FindIndex(l => Indent(l) < l.Length);
        var last = dedented.FindLastIndex(l => Indent(l) < l.Length);
        return first < 0 ? "" : string.Join('\n', dedented[first..(last + 1)]);
    }

    private static int Indent(string line)
    {
        var blank = line.AsSpan().IndexOfAnyExcept(' ', '\t');
        return blank < 0 ? line.Length : blank;
    }
}
