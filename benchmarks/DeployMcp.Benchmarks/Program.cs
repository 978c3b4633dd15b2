using DeployMcp.Benchmarks.Cluster;
using DeployMcp.Benchmarks.Deploy;
using DeployMcp.Benchmarks.Kill;
using DeployMcp.Benchmarks.LibSql;
using DeployMcp.Benchmarks.ListServices;
using DeployMcp.Benchmarks.Matrix;
using DeployMcp.Benchmarks.Memory;
using DeployMcp.Benchmarks.OAuth;
using DeployMcp.Benchmarks.Platform;
using DeployMcp.Benchmarks.Processes;
using DeployMcp.Benchmarks.Report;
using DeployMcp.Benchmarks.Start;
using DeployMcp.Benchmarks.Webhooks;

(string Name, string Title, Func<Task<IReadOnlyList<ResultRow>>> RunAsync)[] parts =
[
    ("deploy", "Deploying", DeployBenchmark.RunAsync),
    ("mcp", "Listing services over MCP", ListServicesBenchmark.RunAsync),
    ("oauth", "Letting a client in", OAuthBenchmark.RunAsync),
    ("webhooks", "Taking webhooks", WebhookBenchmark.RunAsync),
    ("memory", "Idle", MemoryBenchmark.RunAsync),
    ("start", "Starting", StartBenchmark.RunAsync),
    ("kill", "Killed while deploying", KillBenchmark.RunAsync),
    ("cluster", "On a cluster", ClusterBenchmark.RunAsync),
    ("resources", "Databases over MCP", ResourceBenchmark.RunAsync),
    ("libsql", "Databases", LibSqlBenchmark.RunAsync),
    ("libsql-kill", "Databases whose server is killed", LibSqlKillBenchmark.RunAsync),
];

if (args is ["matrix", .. var stacks])
{
    Console.WriteLine("Building the platform …");
    await RunningPlatform.BuildAsync();
    return await MatrixRun.RunAsync(stacks);
}

// Walking all points takes longer than everything else together; a cluster needs root and BuildKit's programs.
string[] onlyWhenNamed = ["kill", "cluster", "libsql-kill"];
var names = args.Length == 0 ? parts.Select(p => p.Name).Except(onlyWhenNamed, StringComparer.Ordinal).ToArray() : args;
var chosen = parts.Where(p => names.Contains(p.Name, StringComparer.Ordinal)).ToArray();
if (args.Except(parts.Select(p => p.Name), StringComparer.Ordinal).Any())
{
    Console.Error.WriteLine($"usage: dotnet run -c Release --project benchmarks/DeployMcp.Benchmarks [-- {string.Join('|', parts.Select(p => p.Name))} …]\n       … -- matrix [stack …]");
    return 2;
}

// The libSQL server stands alone, and is built with this program.
if (chosen.Any(p => !p.Name.StartsWith("libsql", StringComparison.Ordinal)))
{
    Console.WriteLine("Building the platform …");
    await RunningPlatform.BuildAsync();
}

var file = new ResultFile(Path.Combine(Checkout.Benchmarks, "RESULTS.md"), [.. parts.Select(p => p.Title)]);
var rows = new List<ResultRow>();
var failed = false;
foreach (var part in chosen)
{
    Console.WriteLine($"{part.Title} …");
    try
    {
        var measured = await part.RunAsync();
        rows.AddRange(measured);
        await file.WriteAsync(part.Title, measured);
    }
    catch (Exception e) when (e is InvalidOperationException or TimeoutException or IOException)
    {
        // The other parts' minutes are not lost with it; the exit code tells.
        Console.Error.WriteLine(e);
        failed = true;
    }
}

Console.WriteLine();
Console.WriteLine(ResultTable.Write(rows));
return failed || rows.Any(row => row.Goal?.IsMet == false) ? 1 : 0;
