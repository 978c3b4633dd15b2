using System.Text;
using System.Text.RegularExpressions;

namespace DeployMcp.Planning.Containers;

/// <param name="Keyword">In upper case.</param>
/// <param name="Text">What follows it, continued lines joined.</param>
internal sealed partial record DockerfileInstruction(string Keyword, string Text)
{
    /// <summary>
    /// Cuts a Dockerfile into its instructions (Dockerfile reference, "Format", "Parser directives" and "Here-documents"):
    /// comments and the bodies of here-documents are left out.
    /// </summary>
    public static IReadOnlyList<DockerfileInstruction> Parse(string dockerfile)
    {
        var escape = EscapeDirective().Match(dockerfile) is { Success: true } directive ? directive.Groups[1].Value[0] : '\\';
        var instructions = new List<DockerfileInstruction>();
        var lines = new Queue<string>(dockerfile.Split('\n').Select(l => l.TrimEnd('\r')));
        while (lines.Count > 0)
        {
            if (Next(lines, escape) is { Length: > 0 } text)
            {
                var parts = text.Split([' ', '\t'], 2, StringSplitOptions.TrimEntries);
                instructions.Add(new DockerfileInstruction(parts[0].ToUpperInvariant(), parts.Length > 1 ? parts[1] : ""));
                SkipHereDocuments(instructions[^1], lines);
            }
        }

        return instructions;
    }

    private static string Next(Queue<string> lines, char escape)
    {
        var text = new StringBuilder();
        while (lines.TryDequeue(out var line))
        {
            var trimmed = line.Trim();
            if (trimmed.StartsWith('#') || (trimmed.Length == 0 && text.Length > 0))
            {
                continue;
            }

            if (!trimmed.EndsWith(escape))
            {
                return text.Append(trimmed).ToString();
            }

            text.Append(trimmed.AsSpan(0, trimmed.Length - 1)).Append(' ');
        }

        return text.ToString().Trim();
    }

    private static void SkipHereDocuments(DockerfileInstruction instruction, Queue<string> lines)
    {
        if (instruction.Keyword is not ("RUN" or "COPY" or "ADD"))
        {
            return;
        }

        foreach (Match document in HereDocument().Matches(instruction.Text))
        {
            while (lines.TryDequeue(out var line) && line.TrimStart('\t') != document.Groups[1].Value)
            {
                // The body belongs to the instruction and declares nothing.
            }
        }
    }

    [GeneratedRegex(@"\A(?:\s*#\s*\w+\s*=[^\n]*\n)*?\s*#\s*escape\s*=\s*([\\`])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex EscapeDirective();

    [GeneratedRegex("""(?<!<)<<-?["']?([A-Za-z_][A-Za-z0-9_]*)["']?""", RegexOptions.CultureInvariant)]
    private static partial Regex HereDocument();
}
