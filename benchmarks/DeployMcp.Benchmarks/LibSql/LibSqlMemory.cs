using System.Diagnostics;
using DeployMcp.Benchmarks.Memory;
using DeployMcp.Benchmarks.Processes;
using DeployMcp.Benchmarks.Report;
using DeployMcp.Benchmarks.Statistics;

namespace DeployMcp.Benchmarks.LibSql;

/// <summary>A thousand databases, each made, queried once and left alone: what the server holds then, and how long each took.</summary>
internal static class LibSqlMemory
{
    private const int Databases = 1000;

    /// <summary>Connections are closed after a second without use, and SQLite's and .NET's own memory comes back some time later.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(15);

    public static async Task<IReadOnlyList<ResultRow>> MeasureAsync()
    {
        using var scratch = new ScratchDirectory("libsql-memory");
        var server = await LibSqlServer.StartAsync(scratch.Join("data"), ("Limits__ConnectionIdleTimeout", "00:00:01"));
        double one, all;
        List<double> milliseconds = [];
        await using (server)
        {
            using var client = new HttpClient();
            await QueryAsync(server, client, 0);
            await Task.Delay(Idle);
            one = ResidentMemory.Of(server.ProcessId).Rss;
            for (var i = 1; i < Databases; i++)
            {
                var started = Stopwatch.GetTimestamp();
                await QueryAsync(server, client, i);
                milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            await Task.Delay(Idle);
            all = ResidentMemory.Of(server.ProcessId).Rss;
        }

        await using var restarted = await LibSqlServer.StartAsync(scratch.Join("data"));
        var fresh = ResidentMemory.Of(restarted.ProcessId).Rss;
        return
        [
            new ResultRow("libSQL server with one idle database", $"{one:0.0} MiB resident"),
            new ResultRow($"libSQL server with {Databases} databases that were used and are idle", $"{all:0.0} MiB resident", $"{(all - one) * 1024 / Databases:0.0} KiB for each"),
            new ResultRow($"libSQL server restarted with {Databases} databases", $"{fresh:0.0} MiB resident"),
            new ResultRow("database made → its first table queried", $"{Sample.Percentile(milliseconds, 50):0.0} ms p50, {Sample.Percentile(milliseconds, 99):0.0} ms p99"),
        ];
    }

    private static async Task QueryAsync(LibSqlServer server, HttpClient client, int number)
    {
        var name = $"db-{number}";
        var token = await server.CreateAsync(name);
        await server.SendAsync(client, name, token, LibSqlServer.Body("CREATE TABLE t AS SELECT 1 AS a"));
        await server.SendAsync(client, name, token, LibSqlServer.Body("SELECT a FROM t"));
    }
}
