using DeployMcp.Benchmarks.Platform;
using DeployMcp.Benchmarks.Report;

namespace DeployMcp.Benchmarks.Memory;

/// <summary>Resident memory of each of the platform's processes when nothing has happened for a while.</summary>
internal static class MemoryBenchmark
{
    private const string Starter = "dotnet run";
    private const string Database = "postgres";
    private const double MaxMebibytes = 600;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(20);

    public static async Task<IReadOnlyList<ResultRow>> RunAsync()
    {
        using var home = new PlatformHome();
        await using var platform = await RunningPlatform.StartAsync(home);
        await Task.Delay(Idle);
        return Rows([.. ProcessTree.Of(platform.ProcessId).Select(ResidentMemory.Of)]);
    }

    private static ResultRow[] Rows(IReadOnlyList<ResidentMemory> all)
    {
        var counted = all.Where(p => p.Process is not (Starter or Database)).ToList();
        var database = all.Where(p => p.Process == Database).ToList();
        var (rss, pss) = (counted.Sum(p => p.Rss), counted.Sum(p => p.Pss));
        return
        [
            new ResultRow("idle, all beside PostgreSQL", $"{rss:0} MiB resident", $"{pss:0} MiB with shared pages counted once", Goal: Goal.AtMost(rss, MaxMebibytes, $"≤ {MaxMebibytes} MiB")),
            .. counted.OrderByDescending(p => p.Rss).Select(p => new ResultRow($"idle, {p.Process}", $"{p.Rss:0} MiB resident", $"{p.Pss:0} MiB with shared pages counted once")),
            .. all.Where(p => p.Process == Starter).Select(p => new ResultRow("the .NET SDK that started it", $"{p.Rss:0} MiB resident", $"{p.Pss:0} MiB with shared pages counted once")),
            new ResultRow($"PostgreSQL, {database.Count} processes", $"{database.Sum(p => p.Rss):0} MiB resident", $"{database.Sum(p => p.Pss):0} MiB with shared pages counted once"),
        ];
    }
}
