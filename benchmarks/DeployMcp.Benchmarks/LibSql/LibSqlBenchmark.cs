using DeployMcp.Benchmarks.Load;
using DeployMcp.Benchmarks.Processes;
using DeployMcp.Benchmarks.Report;
using DeployMcp.LibSql.Hrana;

namespace DeployMcp.Benchmarks.LibSql;

/// <summary>Point reads and single-row writes over HTTP, against the same statements in process; and what databases cost in memory.</summary>
internal static class LibSqlBenchmark
{
    private const string Name = "bench";
    private const int Rounds = 3;
    private const string Schema = "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT)";
    private const string Fill = "INSERT INTO t (a) WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 10000) SELECT 'the text of row ' || n FROM c";
    private const string Read = "SELECT id, a FROM t WHERE id = ?";
    private const string Write = "INSERT INTO t (a) VALUES (?)";
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(3);
    private static readonly int[] Connections = [1, 8, 32];

    public static async Task<IReadOnlyList<ResultRow>> RunAsync() =>
    [
        .. await MeasureAsync("FULL"),
        .. await MeasureAsync("NORMAL"),
        .. await LibSqlMemory.MeasureAsync(),
    ];

    private static async Task<IReadOnlyList<ResultRow>> MeasureAsync(string synchronous)
    {
        using var scratch = new ScratchDirectory("libsql");
        await using var server = await LibSqlServer.StartAsync(scratch.Join("data"), ("Limits__Synchronous", synchronous));
        using var client = new HttpClient();
        var token = await server.CreateAsync(Name);
        await server.SendAsync(client, Name, token, LibSqlServer.Body(Schema));
        await server.SendAsync(client, Name, token, LibSqlServer.Body(Fill));
        using var inProcess = new InProcess(scratch.Join("peer.db"), synchronous);
        inProcess.Execute($"{Schema}; {Fill}");

        var reads = new HttpLoad(server.Port, server.RequestFor(Name, token, Read, """[{"type":"integer","value":"5000"}]"""), "the text of row 5000");
        var writes = new HttpLoad(server.Port, server.RequestFor(Name, token, Write, """[{"type":"text","value":"one more row"}]"""), "\"affected_row_count\":1");
        await reads.RunAsync(1, Turn);
        await writes.RunAsync(1, Turn);
        var rows = new List<ResultRow>();
        if (synchronous == "FULL")
            rows.AddRange(await CompareAsync("point reads", reads, () => inProcess.Run(Read, new SqlValue(SqlValueKind.Integer, Integer: 5000), Turn)));
        rows.AddRange(await CompareAsync(
            $"single-row writes, synchronous {synchronous}", writes, () => inProcess.Run(Write, new SqlValue(SqlValueKind.Text, Text: "one more row"), Turn)));
        return rows;
    }

    private static async Task<IReadOnlyList<ResultRow>> CompareAsync(string what, HttpLoad load, Func<LoadResult> peer)
    {
        var peers = new List<LoadResult>();
        var ours = Connections.ToDictionary(c => c, _ => new List<LoadResult>());
        for (var round = 0; round < Rounds; round++)
        {
            peers.Add(await Task.Run(peer));
            foreach (var connections in Connections)
                ours[connections].Add(await load.RunAsync(connections, Turn));
        }

        var floor = LoadResult.Median(peers);
        return [.. Connections.SelectMany(connections => Rows(what, connections, LoadResult.Median(ours[connections]), floor))];
    }

    private static ResultRow[] Rows(string what, int connections, LoadResult ours, LoadResult floor)
    {
        var name = $"{what} over HTTP, {connections} connection{(connections == 1 ? "" : "s")}";
        return
        [
            new ResultRow(name, $"{ours.PerSecond:0}/s", $"in process {floor.PerSecond:0}/s", ours.PerSecond / floor.PerSecond),
            new ResultRow($"{name}, p50", $"{ours.P50:0.000} ms", $"in process {floor.P50:0.000} ms", ours.P50 / floor.P50),
        ];
    }
}
