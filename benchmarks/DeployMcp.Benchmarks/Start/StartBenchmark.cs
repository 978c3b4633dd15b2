using DeployMcp.Benchmarks.Platform;
using DeployMcp.Benchmarks.Report;
using DeployMcp.Benchmarks.Statistics;

namespace DeployMcp.Benchmarks.Start;

/// <summary>From <c>dotnet run --no-build</c> to the printed block, beside what PostgreSQL alone takes.</summary>
internal static class StartBenchmark
{
    private const int Rounds = 3;
    private const double MaxSecondsBeyond = 10;

    public static async Task<IReadOnlyList<ResultRow>> RunAsync()
    {
        var first = await Interleaved.RunAsync(Rounds, _ => PostgresAsync(first: true), _ => PlatformAsync(first: true));
        var again = await Interleaved.RunAsync(Rounds, _ => PostgresAsync(first: false), _ => PlatformAsync(first: false));
        return [Row("first start to ready", first), Row("later start to ready", again)];
    }

    private static async Task<double> PostgresAsync(bool first)
    {
        using var server = new PostgresServer();
        var took = await server.StartFirstAsync();
        return (first ? took : await server.StartAgainAsync()).TotalSeconds;
    }

    private static async Task<double> PlatformAsync(bool first)
    {
        using var home = new PlatformHome();
        var took = await TimeToReadyAsync(home);
        return (first ? took : await TimeToReadyAsync(home)).TotalSeconds;
    }

    private static async Task<TimeSpan> TimeToReadyAsync(PlatformHome home)
    {
        await using var platform = await RunningPlatform.StartAsync(home);
        return platform.TimeToReady;
    }

    private static ResultRow Row(string what, IReadOnlyList<IReadOnlyList<double>> rounds)
    {
        var (postgres, platform) = (Sample.Median(rounds[0]), Sample.Median(rounds[1]));
        return new ResultRow(
            what,
            $"{platform:0.0} s",
            $"PostgreSQL alone {postgres:0.0} s",
            platform / postgres,
            Goal.AtMost(platform - postgres, MaxSecondsBeyond, $"≤ {MaxSecondsBeyond:0} s beyond it (here {platform - postgres:0.0} s)"));
    }
}
