using DeployMcp.Benchmarks.Platform;
using DeployMcp.Benchmarks.Report;
using DeployMcp.Benchmarks.Statistics;

namespace DeployMcp.Benchmarks.Deploy;

/// <summary>What a deployment takes beside the bare shell steps: the first, the next ones, and the next ones with visitors.</summary>
internal static class DeployBenchmark
{
    private const int FirstRounds = 3;
    private const int AgainRounds = 5;
    private const int RoundsWithVisitors = 20;

    /// <summary>Each goes back to the version before, so that they take turns.</summary>
    private const int RollbackRounds = 4;

    public static async Task<IReadOnlyList<ResultRow>> RunAsync()
    {
        using var home = new PlatformHome();
        await using var running = await RunningPlatform.StartAsync(home);
        await using var agent = await AgentSession.ConnectAsync(running.Connection);
        await using var shell = await ShellDeploy.CreateAsync();
        using var visitor = new Visitor();
        var platform = new PlatformDeploy(running.Connection, agent);
        return
        [
            .. await FirstAsync(visitor, shell, platform),
            .. await AgainAsync(visitor, shell, platform),
        ];
    }

    /// <summary>Both caches have seen the packages before: each has had one run that does not count.</summary>
    private static async Task<IReadOnlyList<ResultRow>> FirstAsync(Visitor visitor, ShellDeploy shell, PlatformDeploy platform)
    {
        await shell.FirstAsync(visitor, "warm", ExpressApp.UsualRange);
        await platform.FirstAsync(visitor, "warm", ExpressApp.UsualRange);
        var rounds = await Interleaved.RunAsync(
            FirstRounds,
            round => shell.FirstAsync(visitor, $"naive-{round}", ExpressApp.UnseenRange(round)),
            round => platform.FirstAsync(visitor, $"unseen-{round}", ExpressApp.UnseenRange(round)),
            round => shell.FirstAsync(visitor, $"offline-{round}", ExpressApp.UnseenRange(round), "--prefer-offline"),
            round => platform.FirstAsync(visitor, $"seen-{round}", ExpressApp.UsualRange));
        var medians = rounds.Select(r => Sample.Median(r.Select(t => t.TotalSeconds))).ToList();
        return DeployRows.First(naive: medians[0], unseen: medians[1], preferOffline: medians[2], seen: medians[3]);
    }

    private static async Task<IReadOnlyList<ResultRow>> AgainAsync(Visitor visitor, ShellDeploy shell, PlatformDeploy platform)
    {
        await shell.FirstAsync(visitor, "again", ExpressApp.UsualRange, "--prefer-offline");
        using var service = await platform.CreateAsync(visitor, "again");
        var rounds = await Interleaved.RunAsync(
            AgainRounds,
            async round => new Redeployment(await shell.AgainAsync(visitor, $"shell {round}"), TimeSpan.Zero),
            round => service.AgainAsync(visitor, $"platform {round}"));
        var back = await Interleaved.RunAsync(RollbackRounds, round => service.RollBackAsync(visitor, $"platform {AgainRounds - 2 + (round % 2)}"));
        var down = await SteadyTraffic.DuringAsync(shell.Url, () => RepeatAsync(round => shell.AgainAsync(visitor, $"visited shell {round}")));
        var up = await SteadyTraffic.DuringAsync(service.Url, () => RepeatAsync(round => service.AgainAsync(visitor, $"visited platform {round}")));
        return [.. DeployRows.Again(rounds[0], rounds[1], down, up, RoundsWithVisitors), DeployRows.Rollback(back[0])];
    }

    private static async Task RepeatAsync(Func<int, Task> redeploy)
    {
        for (var round = 0; round < RoundsWithVisitors; round++)
            await redeploy(round);
    }
}
