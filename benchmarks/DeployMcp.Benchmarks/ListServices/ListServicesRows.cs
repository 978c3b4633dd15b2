using DeployMcp.Benchmarks.Load;
using DeployMcp.Benchmarks.Report;

namespace DeployMcp.Benchmarks.ListServices;

internal static class ListServicesRows
{
    private const double MaxP50OverBare = 1.5;
    private const double MinRateOverSdk = 6;

    public static IReadOnlyList<ResultRow> Of(Contenders<LoadResult> one, Contenders<LoadResult> many, int connections) =>
    [
        Latency("list_services, 1 connection, p50", r => r.P50, one.Stateless, "bare endpoint", one.Bare, MaxP50OverBare),
        Latency("list_services, 1 connection, p99", r => r.P99, one.Stateless, "bare endpoint", one.Bare),
        Latency("list_services, 1 connection, p50", r => r.P50, one.Stateless, "TypeScript SDK", one.Sdk),
        Rate("list_services, 1 connection", one.Stateless, "bare endpoint", one.Bare),
        Rate("list_services, 1 connection", one.Stateless, "TypeScript SDK", one.Sdk),
        Rate($"list_services, {connections} connections", many.Stateless, "bare endpoint", many.Bare),
        Rate($"list_services, {connections} connections", many.Stateless, "TypeScript SDK", many.Sdk, MinRateOverSdk),
        Rate($"list_services, {connections} connections", many.Stateless, "TypeScript SDK, no Express, JSON", many.LeanSdk),
        Latency($"list_services, {connections} connections, p50", r => r.P50, many.Stateless, "TypeScript SDK", many.Sdk),
        Latency($"list_services, {connections} connections, p99", r => r.P99, many.Stateless, "TypeScript SDK", many.Sdk),
        Latency($"list_services, {connections} connections, p99", r => r.P99, many.Stateless, "bare endpoint", many.Bare),
        Latency($"revision {McpRequests.WithInitialize}, 1 connection, p50", r => r.P50, one.Initialized, "bare endpoint", one.Bare),
        Rate($"revision {McpRequests.WithInitialize}, {connections} connections", many.Initialized, "TypeScript SDK", many.Sdk),
    ];

    private static ResultRow Latency(string what, Func<LoadResult, double> figure, LoadResult product, string peer, LoadResult other, double? limit = null)
    {
        var ratio = figure(product) / figure(other);
        return new ResultRow(
            what, $"{figure(product):0.00} ms", $"{peer} {figure(other):0.00} ms", ratio, limit is { } most ? Goal.AtMost(ratio, most, $"≤ {most:0.0#} ×") : null);
    }

    private static ResultRow Rate(string what, LoadResult product, string peer, LoadResult other, double? limit = null)
    {
        var ratio = product.PerSecond / other.PerSecond;
        return new ResultRow(
            what, $"{product.PerSecond:0}/s", $"{peer} {other.PerSecond:0}/s", ratio, limit is { } least ? Goal.AtLeast(ratio, least, $"≥ {least:0.#} ×") : null);
    }
}
