using System.Text;

namespace DeployMcp.Benchmarks.Report;

/// <summary>The rows as a Markdown table whose columns line up, so that the console and the file show the same.</summary>
public static class ResultTable
{
    private static readonly string[] Titles = ["what", "product", "against", "ratio", "goal", ""];

    public static string Write(IEnumerable<ResultRow> rows)
    {
        string[][] lines = [Titles, .. rows.Select(Cells)];
        var widths = Enumerable.Range(0, Titles.Length).Select(i => lines.Max(l => l[i].Length)).ToArray();
        var text = new StringBuilder();
        Append(text, lines[0], widths);
        Append(text, [.. widths.Select(w => new string('-', Math.Max(w, 3)))], widths);
        foreach (var line in lines.Skip(1))
            Append(text, line, widths);

        return text.ToString();
    }

    private static string[] Cells(ResultRow row) =>
    [
        row.Measurement,
        row.Product,
        row.Against ?? "",
        row.Ratio is { } ratio ? $"{ratio:0.00} ×" : "",
        row.Goal?.Text ?? "",
        row.Goal is null ? "" : row.Goal.IsMet ? "met" : "missed",
    ];

    private static void Append(StringBuilder text, string[] cells, int[] widths)
        => text.Append("| ").AppendJoin(" | ", cells.Select((cell, i) => cell.PadRight(Math.Max(widths[i], 3)))).Append(" |\n");
}
