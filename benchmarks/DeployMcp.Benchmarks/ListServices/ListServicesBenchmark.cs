using DeployMcp.Benchmarks.Load;
using DeployMcp.Benchmarks.Platform;
using DeployMcp.Benchmarks.Processes;
using DeployMcp.Benchmarks.Report;
using DeployMcp.Benchmarks.Statistics;
using Npgsql;

namespace DeployMcp.Benchmarks.ListServices;

/// <summary>list_services of the product, a bare endpoint and a server on the TypeScript SDK: the same query on the same database.</summary>
internal static class ListServicesBenchmark
{
    private const int Rounds = 3;
    private const int Many = 32;

    /// <summary>Counted as ever, and never reached: one key makes all the requests.</summary>
    private static readonly KeyValuePair<string, string> RateLimit = new("Limits__RequestsPerMinutePerKey", "10000000");
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);

    public static async Task<IReadOnlyList<ResultRow>> RunAsync()
    {
        await Peers.BuildBareEndpointAsync();
        using var home = new PlatformHome(RateLimit);
        await using var platform = await RunningPlatform.StartAsync(home);
        await ServicesToList.CreateAsync(platform.Connection);
        var settings = await DescribeAsync(home, platform.Connection);
        var ports = FreePorts.Take(3);
        await using var bare = await Peers.StartBareEndpointAsync(settings, ports[0]);
        await using var sdk = await Peers.StartTypeScriptSdkAsync(settings, ports[1], ports[2]);
        var contenders = await ContendersAsync(platform.Connection, ports);

        foreach (var contender in contenders)
            await contender.RunAsync(Many, WarmUp);

        return ListServicesRows.Of(await MeasureAsync(contenders, 1), await MeasureAsync(contenders, Many), Many);
    }

    private static async Task<PeerSettings> DescribeAsync(PlatformHome home, PlatformConnection connection)
    {
        var database = await home.ReadDatabaseAsync();
        await using var source = NpgsqlDataSource.Create(database);
        var userId = await ServicesToList.ReadUserIdAsync(source);
        return new PeerSettings(database, await ProductQuery.CaptureAsync(source, userId), userId, connection.EdgeUrl);
    }

    private static async Task<HttpLoad[]> ContendersAsync(PlatformConnection connection, int[] ports)
    {
        var product = new Uri(connection.McpUrl);
        var bare = new Uri($"http://127.0.0.1:{ports[0]}/services");
        var session = await McpSession.OpenAsync(product, connection.ApiKey);
        return
        [
            new HttpLoad(bare.Port, McpRequests.Get(bare), ServicesToList.LastName),
            SdkAt(ports[1]),
            SdkAt(ports[2]),
            new HttpLoad(product.Port, McpRequests.InStatelessForm(product, connection.ApiKey), ServicesToList.LastName),
            new HttpLoad(product.Port, McpRequests.InInitializedForm(product, connection.ApiKey, session), ServicesToList.LastName),
        ];
    }

    private static HttpLoad SdkAt(int port)
        => new(port, McpRequests.InInitializedForm(new Uri($"http://127.0.0.1:{port}/mcp"), apiKey: null, sessionId: null), ServicesToList.LastName);

    private static async Task<Contenders<LoadResult>> MeasureAsync(HttpLoad[] loads, int connections)
    {
        var rounds = await Interleaved.RunAsync(Rounds, [.. loads.Select(load => (Func<int, Task<LoadResult>>)(_ => load.RunAsync(connections, Duration)))]);
        var medians = rounds.Select(LoadResult.Median).ToList();
        return new Contenders<LoadResult>(medians[0], medians[1], medians[2], medians[3], medians[4]);
    }
}

/// <param name="Sdk">The TypeScript SDK as its own example has it.</param>
/// <param name="LeanSdk">The TypeScript SDK without Express and event stream.</param>
/// <param name="Stateless">The product, called in revision 2026-07-28.</param>
/// <param name="Initialized">The product, called in revision 2025-06-18.</param>
internal sealed record Contenders<T>(T Bare, T Sdk, T LeanSdk, T Stateless, T Initialized);
