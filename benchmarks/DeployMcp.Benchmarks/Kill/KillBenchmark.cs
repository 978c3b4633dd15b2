using DeployMcp.Benchmarks.Platform;
using DeployMcp.Benchmarks.Report;

namespace DeployMcp.Benchmarks.Kill;

/// <summary>Every process at every step, one after the other, on one platform that is never restarted as a whole.</summary>
internal static class KillBenchmark
{
    public static async Task<IReadOnlyList<ResultRow>> RunAsync()
    {
        using var home = new PlatformHome();
        await using var platform = await RunningPlatform.StartAsync(home);
        await using var matrix = await KillMatrix.CreateAsync(platform.Connection, home.Data);
        var outcomes = new List<KillOutcome>();
        foreach (var process in PlatformProcesses.Names)
        {
            foreach (var step in DeployStep.All)
            {
                outcomes.Add(await matrix.RunAsync(process, step));
                Console.WriteLine($"  {outcomes[^1]}");
            }
        }

        return [Total(outcomes), .. PlatformProcesses.Names.Select(name => Row(name, outcomes.FindAll(o => o.Process == name)))];
    }

    private static ResultRow Total(List<KillOutcome> outcomes) => new(
        "kill -9 of each process at each step of a deployment: points tried, points lost",
        $"{outcomes.Count}, {outcomes.Count(o => o.IsLost)}",
        Goal: Goal.AtMost(outcomes.Count(o => o.IsLost), 0, "none lost"));

    private static ResultRow Row(string name, List<KillOutcome> outcomes) => new(
        $"{name}: finished, failed cleanly, lost; slowest end after the kill",
        $"{outcomes.Count(o => !o.IsLost && o.Ended == "active")}, {outcomes.Count(o => !o.IsLost && o.Ended != "active")}, {outcomes.Count(o => o.IsLost)}; {outcomes.Max(o => o.Took).TotalSeconds:0.0} s");
}
