using DeployMcp.Benchmarks.Platform;
using DeployMcp.Benchmarks.Report;
using DeployMcp.Benchmarks.Statistics;

namespace DeployMcp.Benchmarks.OAuth;

/// <summary>An official client that knows only the MCP URL: from the first 401 to the first tool's result.</summary>
internal static class OAuthBenchmark
{
    private const int Rounds = 5;

    public static async Task<IReadOnlyList<ResultRow>> RunAsync()
    {
        using var home = new PlatformHome();
        await using var platform = await RunningPlatform.StartAsync(home);
        var rows = new List<ResultRow>();
        foreach (var version in (int[])[1, 2])
        {
            await OfficialClient.LetInAsync(version, platform.Connection.McpUrl);
            var measured = new List<LetIn>();
            for (var round = 0; round < Rounds; round++)
                measured.Add(await OfficialClient.LetInAsync(version, platform.Connection.McpUrl));
            rows.Add(Row(version, measured));
        }

        return rows;
    }

    private static ResultRow Row(int version, List<LetIn> measured)
    {
        var (whole, person, withKey) = (Median(m => m.Milliseconds), Median(m => m.PersonMilliseconds), Median(m => m.WithKeyMilliseconds));
        return new ResultRow(
            $"first 401 → first tool call, TypeScript client v{version}",
            $"{measured[0].Requests.Count} round trips, {whole:0} ms, of which sign-in and consent {person:0} ms",
            $"with a key {withKey:0} ms",
            whole / withKey);

        double Median(Func<LetIn, double> of) => Sample.Median([.. measured.Select(of)]);
    }
}
