using System.Diagnostics;
using System.Globalization;
using DeployMcp.Benchmarks.Processes;

namespace DeployMcp.Benchmarks.Cluster;

internal sealed record ReconciliationCost(int Calls, double Seconds);

/// <summary>Sees rounds of reconciliation by what the API server is asked, and by the memory of whoever asks.</summary>
internal sealed class ReconciliationWatch(ProductionStandIn standIn, int worker)
{
    private const string FirstOfARound = "GET /api/v1/namespaces";

    /// <summary>The part of a round that asks nothing is shorter, the pause between two rounds longer.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    /// <summary>Until each service has its host name, and a round after that has changed nothing.</summary>
    public async Task<ReconciliationCost> UntilSettledAsync(int services)
    {
        var (calls, last, clock) = (new List<string>(), TimeSpan.Zero, Stopwatch.StartNew());
        while (clock.Elapsed < Patience)
        {
            var more = await standIn.TakeCallsAsync();
            calls.AddRange(more);
            last = more.Any(c => c.StartsWith("PATCH", StringComparison.Ordinal)) ? clock.Elapsed : last;
            if (calls.Count(c => c.StartsWith("PATCH ", StringComparison.Ordinal) && c.Contains("/ingresses/", StringComparison.Ordinal)) >= services - 1 && clock.Elapsed - last > Quiet * 4)
            {
                return new ReconciliationCost(calls.Count, last.TotalSeconds);
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"After {Patience} not every service is back: {calls.Count} calls, {calls.Count(c => c.Contains("/ingresses/", StringComparison.Ordinal))} host names.");
    }

    /// <summary>One round in which nothing differs: from its first call to its last.</summary>
    public async Task<ReconciliationCost> RoundAsync()
    {
        await standIn.TakeCallsAsync();
        IReadOnlyList<string> first = [];
        await Poll.UntilAsync(async () => (first = await standIn.TakeCallsAsync()).Contains(FirstOfARound, StringComparer.Ordinal), TimeSpan.FromSeconds(60), () => "No round begins.", everyMilliseconds: 5);
        var (count, last, clock) = (first.Count, TimeSpan.Zero, Stopwatch.StartNew());
        while (clock.Elapsed - last < Quiet)
        {
            var more = await standIn.TakeCallsAsync();
            count += more.Count;
            last = more.Count > 0 ? clock.Elapsed : last;
            await Task.Delay(5);
        }

        return new ReconciliationCost(count, last.TotalSeconds);
    }

    /// <summary>MiB now.</summary>
    public double ResidentMemory() => Read("VmRSS:");

    /// <summary>MiB at most, since its start.</summary>
    public double PeakMemory() => Read("VmHWM:");

    private double Read(string field)
    {
        var line = File.ReadAllLines($"/proc/{worker}/status").First(l => l.StartsWith(field, StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
