using System.Diagnostics;
using DeployMcp.Benchmarks.Platform;
using DeployMcp.Benchmarks.Processes;
using DeployMcp.Benchmarks.Report;
using DeployMcp.Benchmarks.Statistics;

namespace DeployMcp.Benchmarks.LibSql;

/// <summary>From an agent's <c>create_resource</c> to the first query, against the libSQL server alone; and what the other calls take.</summary>
internal static class ResourceBenchmark
{
    private const int Rounds = 20;
    private const string FirstTable = "CREATE TABLE t AS SELECT 42 AS a";

    public static async Task<IReadOnlyList<ResultRow>> RunAsync()
    {
        using var home = new PlatformHome();
        using var scratch = new ScratchDirectory("libsql");
        await using var running = await RunningPlatform.StartAsync(home);
        await using var agent = await AgentSession.ConnectAsync(running.Connection);
        await using var alone = await LibSqlServer.StartAsync(scratch.Join("data"));
        using var client = new HttpClient();
        await MakeAsync(agent, client, "warm");
        await MakeAsync(alone, client, "warm");
        var rounds = await Interleaved.RunAsync(
            Rounds,
            round => TimeAsync(() => MakeAsync(agent, client, $"db-{round}")),
            round => TimeAsync(() => MakeAsync(alone, client, $"db-{round}")),
            round => TimeAsync(() => agent.CallAsync("create_resource", Named($"db-{round}"))),
            round => TimeAsync(() => agent.CallAsync("get_resource", Named($"db-{round}"))),
            round => TimeAsync(() => agent.CallAsync("delete_resource", Named($"db-{round}"))));
        var p50 = rounds.Select(r => Sample.Median(r)).ToList();
        return
        [
            new ResultRow("create_resource → its first table made", Show(rounds[0]), $"libSQL server alone {Show(rounds[1])}", p50[0] / p50[1]),
            new ResultRow("create_resource of one that is there", Show(rounds[2])),
            new ResultRow("get_resource, with its size", Show(rounds[3])),
            new ResultRow("delete_resource", Show(rounds[4])),
        ];
    }

    private static async Task MakeAsync(AgentSession agent, HttpClient client, string name)
    {
        await agent.CallAsync("create_resource", Named(name));
        var made = await agent.CallAsync("get_resource", Named(name));
        await LibSqlServer.SendAsync(client, new Uri(new Uri((string)made["url"]!), "v2/pipeline"), (string)made["auth_token"]!, LibSqlServer.Body(FirstTable));
    }

    private static async Task MakeAsync(LibSqlServer server, HttpClient client, string name)
        => await server.SendAsync(client, name, await server.CreateAsync(name), LibSqlServer.Body(FirstTable));

    private static async Task<double> TimeAsync(Func<Task> run)
    {
        var clock = Stopwatch.StartNew();
        await run();
        return clock.Elapsed.TotalMilliseconds;
    }

    private static Dictionary<string, object?> Named(string name) => new(StringComparer.Ordinal) { ["name"] = name };

    private static string Show(IReadOnlyList<double> milliseconds) => $"{Sample.Median(milliseconds):0} ms p50, {Sample.Percentile(milliseconds, 95):0} ms p95";
}
