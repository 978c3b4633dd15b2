using DeployMcp.Benchmarks.Deploy;
using DeployMcp.Benchmarks.ListServices;
using DeployMcp.Benchmarks.Memory;
using DeployMcp.Benchmarks.Platform;
using DeployMcp.Benchmarks.Processes;
using DeployMcp.Benchmarks.Report;
using DeployMcp.Benchmarks.Start;
using DeployMcp.Benchmarks.Webhooks;

(string Name, string Title, Func<Task<IReadOnlyList<ResultRow>>> RunAsync)[] parts =
[
    ("deploy", "Deploying", DeployBenchmark.RunAsync),
    ("mcp", "Listing services over MCP", ListServicesBenchmark.RunAsync),
    ("webhooks", "Taking webhooks", WebhookBenchmark.RunAsync),
    ("memory", "Idle", MemoryBenchmark.RunAsync),
    ("start", "Starting", StartBenchmark.RunAsync),
];

var chosen = args.Length == 0 ? parts : parts.Where(p => args.Contains(p.Name, StringComparer.Ordinal)).ToArray();
if (args.Except(parts.Select(p => p.Name), StringComparer.Ordinal).Any())
{
    Console.Error.WriteLine($"usage: dotnet run -c Release --project benchmarks/DeployMcp.Benchmarks [-- {string.Join('|', parts.Select(p => p.Name))} …]");
    return 2;
}

Console.WriteLine("Building the platform …");
await RunningPlatform.BuildAsync();
var results = new Dictionary<string, IReadOnlyList<ResultRow>>(StringComparer.Ordinal);
foreach (var part in chosen)
{
    Console.WriteLine($"{part.Title} …");
    results[part.Title] = await part.RunAsync();
}

Console.WriteLine();
Console.WriteLine(ResultTable.Write(results.Values.SelectMany(rows => rows)));
await new ResultFile(Path.Combine(Checkout.Benchmarks, "RESULTS.md")).WriteAsync(results, [.. parts.Select(p => p.Title)]);
return results.Values.SelectMany(rows => rows).All(row => row.Goal?.IsMet != false) ? 0 : 1;
