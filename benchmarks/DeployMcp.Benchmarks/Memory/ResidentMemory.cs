using System.Globalization;

namespace DeployMcp.Benchmarks.Memory;

/// <param name="Rss">MiB in memory, pages that it shares with others included.</param>
/// <param name="Pss">MiB in memory, a shared page divided among those that share it: these may be added up.</param>
internal sealed record ResidentMemory(string Process, double Rss, double Pss)
{
    public static ResidentMemory Of(int pid)
    {
        var lines = File.ReadAllLines($"/proc/{pid}/smaps_rollup");
        return new ResidentMemory(ProcessTree.NameOf(pid), MebibytesOf(lines, "Rss:"), MebibytesOf(lines, "Pss:"));
    }

    private static double MebibytesOf(string[] lines, string field)
    {
        var line = lines.First(l => l.StartsWith(field, StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
