using System.Globalization;
using DeployMcp.Benchmarks.Processes;

namespace DeployMcp.Benchmarks.Report;

/// <summary><c>benchmarks/RESULTS.md</c>: one section for each part; those of parts that are not run now stay as they are.</summary>
/// <param name="order">The sections' titles.</param>
public sealed class ResultFile(string path, IReadOnlyList<string> order)
{
    private const string Heading = "## ";

    public async Task WriteAsync(string title, IReadOnlyList<ResultRow> rows)
    {
        var sections = File.Exists(path) ? Read(await File.ReadAllTextAsync(path)) : [];
        sections[title] = $"{await DescribeRunAsync()}\n\n{ResultTable.Write(rows)}";
        var text = order.Where(sections.ContainsKey).Select(part => $"{Heading}{part}\n\n{sections[part].Trim()}\n");
        await File.WriteAllTextAsync(path, $"# What it costs\n\n{Explanation}\n\n{string.Join('\n', text)}");
    }

    private const string Explanation =
        "Written by `dotnet run -c Release --project benchmarks/DeployMcp.Benchmarks`; README.md beside this file says what each line is. Figures are medians of\n"
        + "interleaved runs. Compare the ratios: seconds and requests per second are those of this machine.";

    private static Dictionary<string, string> Read(string text)
        => text.Split($"\n{Heading}").Skip(1).ToDictionary(s => s[..s.IndexOf('\n', StringComparison.Ordinal)], s => s[s.IndexOf('\n', StringComparison.Ordinal)..]);

    private static async Task<string> DescribeRunAsync()
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1 << 30);
        var commit = (await Command.CaptureAsync("git", ["rev-parse", "--short", "HEAD"], Checkout.Root)).Trim();
        var day = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return $"{day}, commit {commit}, {Environment.ProcessorCount} cores, {memory} GiB, .NET {Environment.Version}.";
    }
}
