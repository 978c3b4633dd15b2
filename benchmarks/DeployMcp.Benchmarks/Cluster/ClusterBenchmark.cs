using System.Globalization;
using DeployMcp.Benchmarks.Kill;
using DeployMcp.Benchmarks.Platform;
using DeployMcp.Benchmarks.Report;
using DeployMcp.Benchmarks.Statistics;

namespace DeployMcp.Benchmarks.Cluster;

/// <summary>
/// The production path on the tests' API server with a real BuildKit and registry: what a deployment asks of the API server, what the
/// platform takes beside the same steps by hand, and a thousand services kept in step.
/// </summary>
internal static class ClusterBenchmark
{
    private const int Rounds = 5;
    private const int Services = 1000;

    public static async Task<IReadOnlyList<ResultRow>> RunAsync()
    {
        await using var standIn = await ProductionStandIn.StartAsync();

        // Rounds of reconciliation in between would be counted with the deployments.
        using var home = new PlatformHome([.. standIn.Settings, new("Reconciliation__Interval", "01:00:00")]);
        var rows = new List<ResultRow>();
        await using (var platform = await RunningPlatform.StartAsync(home))
        {
            rows.AddRange(await DeployAsync(standIn, platform));
        }

        rows.AddRange(await ReconcileAsync(standIn));
        return rows;
    }

    private static async Task<IReadOnlyList<ResultRow>> DeployAsync(ProductionStandIn standIn, RunningPlatform platform)
    {
        await using var agent = await AgentSession.ConnectAsync(platform.Connection);
        using var app = await ClusterApp.CreateAsync(standIn, agent, "bench");
        var rows = new List<ResultRow>
        {
            await CountAsync(standIn, "create_service, the tenant's first", app.CreateAsync),
            await CountAsync(standIn, "redeploy of a new commit", () => app.DeployAsync(-2)),
            await CountAsync(standIn, "rollback_service", () => app.CallAsync("rollback_service")),
        };
        var hand = new HandDeploy(standIn);
        await hand.RunAsync(app.Repository, -1);
        await standIn.TakeCallsAsync();
        var times = await Interleaved.RunAsync(
            Rounds,
            async round => (await app.DeployAsync(round)).TotalSeconds,
            async round => (await hand.RunAsync(app.Repository, round)).TotalSeconds);
        var (product, byHand) = (Sample.Median(times[0]), Sample.Median(times[1]));
        rows.Add(await CountAsync(standIn, "by hand: kubectl apply and rollout status", () => hand.RunAsync(app.Repository, Rounds)));
        rows.Add(await CountAsync(standIn, "delete_service", app.DeleteAsync));
        rows.Add(new ResultRow(
            "git push returned → active, one new layer", Seconds(product), $"clone, buildx build --push, kubectl apply, rollout status {Seconds(byHand)}", product / byHand));
        return rows;
    }

    /// <summary>The calls that it took, and how many of them wrote: the objects that were applied or removed.</summary>
    private static async Task<ResultRow> CountAsync(ProductionStandIn standIn, string what, Func<Task> work)
    {
        await standIn.TakeCallsAsync();
        await work();
        var calls = await standIn.TakeCallsAsync();
        int Of(params string[] verbs) => calls.Count(c => verbs.Any(v => c.StartsWith(v + " ", StringComparison.Ordinal)));
        return new ResultRow(
            $"API calls: {what}",
            string.Create(CultureInfo.InvariantCulture, $"{calls.Count}: {Of("PATCH", "POST", "PUT")} applied, {Of("DELETE")} deleted, {Of("GET")} read, {Of("WATCH")} watched"));
    }

    private static async Task<IReadOnlyList<ResultRow>> ReconcileAsync(ProductionStandIn standIn)
    {
        await standIn.WipeAsync();
        using var home = new PlatformHome([.. standIn.Settings, new("Reconciliation__Interval", "00:00:05")]);
        await using var platform = await RunningPlatform.StartAsync(home);
        await using var agent = await AgentSession.ConnectAsync(platform.Connection);
        using var app = await ClusterApp.CreateAsync(standIn, agent, "model");
        await app.CreateAsync();
        await using var many = new ManyServices(await home.ReadDatabaseAsync(), "model");
        var worker = new PlatformProcesses(home.Data).Find("deployer-worker");
        var watch = new ReconciliationWatch(standIn, worker);
        var idle = watch.ResidentMemory();
        await standIn.TakeCallsAsync();
        await many.AddAsync(Services - 1);
        var applied = await watch.UntilSettledAsync(Services);
        var steady = await watch.RoundAsync();
        await standIn.WipeAsync();
        var restored = await watch.UntilSettledAsync(Services);
        return
        [
            Row($"{Services} services reconciled, nothing differs", steady),
            Row($"{Services} services applied to a cluster without them", applied),
            Row($"{Services} services applied again after the cluster lost everything", restored),
            new ResultRow("deployer-worker's memory meanwhile, at most", $"{watch.PeakMemory():0} MiB resident", $"before, with 1 service {idle:0} MiB"),
        ];
    }

    private static ResultRow Row(string what, ReconciliationCost cost) => new(
        what, string.Create(CultureInfo.InvariantCulture, $"{cost.Calls} calls, {cost.Seconds:0.0} s"), string.Create(CultureInfo.InvariantCulture, $"{cost.Calls / (double)Services:0.000} calls for each"));

    private static string Seconds(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.00} s");
}
