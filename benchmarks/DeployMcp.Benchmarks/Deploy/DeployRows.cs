using DeployMcp.Benchmarks.Report;
using DeployMcp.Benchmarks.Statistics;

namespace DeployMcp.Benchmarks.Deploy;

internal static class DeployRows
{
    private const double MaxFirstOverShell = 1.10;
    private const double MaxSecondsAgain = 1;

    public static IReadOnlyList<ResultRow> First(double naive, double unseen, double preferOffline, double seen) =>
    [
        Ratio("create_service → first 200, new set of dependencies", unseen, "shell, npm install", naive, MaxFirstOverShell),
        Ratio("create_service → first 200, new set of dependencies", unseen, "shell, npm install --prefer-offline", preferOffline),
        Ratio("create_service → first 200, dependencies installed before", seen, "shell, npm install", naive, MaxFirstOverShell),
        Ratio("create_service → first 200, dependencies installed before", seen, "shell, npm install --prefer-offline", preferOffline),
    ];

    public static IReadOnlyList<ResultRow> Again(
        IReadOnlyList<Redeployment> shell, IReadOnlyList<Redeployment> platform, TrafficResult shellTraffic, TrafficResult platformTraffic, int redeployments)
    {
        var floor = Sample.Median(shell.Select(r => r.FromPush.TotalSeconds));
        var took = Sample.Median(platform.Select(r => r.FromPush.TotalSeconds));
        var afterPush = Sample.Median(platform.Select(r => r.FromPushed.TotalSeconds));
        return
        [
            new ResultRow(
                "git push begins → new version served", $"{took:0.00} s", $"shell, push, fetch, restart {floor:0.00} s", took / floor,
                Goal.AtMost(took, MaxSecondsAgain, $"≤ {MaxSecondsAgain:0} s")),
            new ResultRow("git push returned → new version served", $"{afterPush:0.00} s"),
            new ResultRow(
                $"requests lost in {redeployments} redeploys", $"{platformTraffic.Lost} of {platformTraffic.Requests}", $"shell {shellTraffic.Lost} of {shellTraffic.Requests}",
                Goal: Goal.AtMost(platformTraffic.Lost, 0, "0")),
            new ResultRow(
                $"port down in {redeployments} redeploys", $"{platformTraffic.Down.TotalSeconds:0.00} s", $"shell {shellTraffic.Down.TotalSeconds:0.00} s",
                Goal: Goal.AtMost(platformTraffic.Down.TotalSeconds, 0, "0 s")),
        ];
    }

    public static ResultRow Rollback(IReadOnlyList<TimeSpan> rollbacks)
        => new("rollback_service → the version before served", $"{Sample.Median(rollbacks.Select(t => t.TotalSeconds)):0.00} s");

    private static ResultRow Ratio(string what, double product, string other, double floor, double? limit = null)
        => new(what, $"{product:0.00} s", $"{other} {floor:0.00} s", product / floor, limit is { } most ? Goal.AtMost(product / floor, most, $"≤ {most:0.00} ×") : null);
}
