using System.Diagnostics;
using DeployMcp.Benchmarks.Processes;
using DeployMcp.Benchmarks.Report;

namespace DeployMcp.Benchmarks.LibSql;

/// <summary>Two hundred kills in the middle of write transactions.</summary>
internal static class LibSqlKillBenchmark
{
    private const int Kills = 200;

    public static async Task<IReadOnlyList<ResultRow>> RunAsync()
    {
        using var scratch = new ScratchDirectory("libsql-kill");
        var clock = Stopwatch.StartNew();
        var report = await new KilledTransactions(scratch.Path, new Random()).RunAsync(Kills);
        foreach (var problem in report.Problems)
            await Console.Error.WriteLineAsync(problem);
        return
        [
            new ResultRow(
                "kill -9 in the middle of write transactions",
                $"{report.Kills} kills, {report.Problems.Count} databases damaged, transactions halved or lost",
                $"{report.Open} transactions open when killed, {report.Acknowledged} answered before",
                Goal: Goal.AtMost(report.Problems.Count, 0, "0")),
            new ResultRow("the same, a kill with the start before and the check after", $"{clock.Elapsed.TotalSeconds / Kills:0.00} s"),
        ];
    }
}
