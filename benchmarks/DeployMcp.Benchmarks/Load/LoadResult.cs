using System.Diagnostics;
using DeployMcp.Benchmarks.Statistics;

namespace DeployMcp.Benchmarks.Load;

/// <summary>What a load of a few seconds showed.</summary>
/// <param name="PerSecond">Answered requests.</param>
/// <param name="P50">Milliseconds.</param>
/// <param name="P99">Milliseconds.</param>
public sealed record LoadResult(double PerSecond, double P50, double P99)
{
    internal static LoadResult Of(IReadOnlyCollection<long> ticks, TimeSpan elapsed)
    {
        var milliseconds = ticks.Select(t => t * 1000.0 / Stopwatch.Frequency).ToList();
        return new LoadResult(ticks.Count / elapsed.TotalSeconds, Sample.Percentile(milliseconds, 50), Sample.Percentile(milliseconds, 99));
    }

    /// <summary>Each figure's median over the rounds.</summary>
    public static LoadResult Median(IReadOnlyCollection<LoadResult> rounds)
        => new(Sample.Median(rounds.Select(r => r.PerSecond)), Sample.Median(rounds.Select(r => r.P50)), Sample.Median(rounds.Select(r => r.P99)));
}
