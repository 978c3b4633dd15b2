namespace DeployMcp.Benchmarks.Statistics;

/// <summary>
/// Runs that are to be compared take turns, so that whatever slows the machine for a while slows each of them alike.
/// </summary>
public static class Interleaved
{
    /// <summary>A B C, A B C, …; what each measured, in the order of <paramref name="contenders"/>.</summary>
    public static async Task<IReadOnlyList<IReadOnlyList<T>>> RunAsync<T>(int rounds, params IReadOnlyList<Func<int, Task<T>>> contenders)
    {
        var results = contenders.Select(_ => new List<T>(rounds)).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < contenders.Count; i++)
                results[i].Add(await contenders[i](round));
        }

        return results;
    }
}
