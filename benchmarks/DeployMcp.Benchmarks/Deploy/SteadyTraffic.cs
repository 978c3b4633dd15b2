using System.Diagnostics;

namespace DeployMcp.Benchmarks.Deploy;

/// <param name="Requests">Sent, one every 10 ms, whatever became of those before.</param>
/// <param name="Lost">Not answered with 200.</param>
/// <param name="Down">Sum of the times from a first lost request to the next one answered.</param>
public sealed record TrafficResult(int Requests, int Lost, TimeSpan Down)
{
    public static TrafficResult Of(IEnumerable<(TimeSpan At, bool Answered)> requests)
    {
        var ordered = requests.OrderBy(r => r.At).ToList();
        var down = TimeSpan.Zero;
        TimeSpan? since = null;
        foreach (var (at, answered) in ordered)
        {
            if (answered && since is { } start)
                down += at - start;
            since = answered ? null : since ?? at;
        }

        return new TrafficResult(ordered.Count, ordered.Count(r => !r.Answered), down);
    }
}

/// <summary>Visitors who keep coming at a steady rate while something else happens.</summary>
internal static class SteadyTraffic
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    public static async Task<TrafficResult> DuringAsync(string url, Func<Task> happening)
    {
        using var visitor = new Visitor();
        var clock = Stopwatch.StartNew();
        var requests = new List<Task<(TimeSpan At, bool Answered)>>();
        var end = happening();
        using var timer = new PeriodicTimer(Interval);
        while (!end.IsCompleted && await timer.WaitForNextTickAsync())
            requests.Add(AskAsync(visitor, url, clock.Elapsed));

        await end;
        return TrafficResult.Of(await Task.WhenAll(requests));
    }

    private static async Task<(TimeSpan At, bool Answered)> AskAsync(Visitor visitor, string url, TimeSpan at)
        => (at, await visitor.TryReadAsync(url) is not null);
}
