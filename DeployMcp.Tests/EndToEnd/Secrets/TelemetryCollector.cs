using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DeployMcp.Tests.EndToEnd.Secrets;

/// <summary>Takes traces, logs and metrics over OTLP/HTTP, and keeps their bytes as they came: strings stand in them as they are.</summary>
public sealed class TelemetryCollector : IAsyncDisposable
{
    private readonly ConcurrentBag<(string Signal, byte[] Body)> _received = [];
    private readonly WebApplication _app;

    private TelemetryCollector(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    public IEnumerable<(string Signal, byte[] Body)> Received => _received;

    public static async Task<TelemetryCollector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var collector = new TelemetryCollector(builder.Build());
        collector._app.MapPost("/v1/{signal}", collector.TakeAsync);
        await collector._app.StartAsync();
        return collector;
    }

    public bool Holds(string signal, string text)
        => _received.Any(r => r.Signal == signal && r.Body.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(text)) >= 0);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(string signal, HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        _received.Add((signal, body.ToArray()));
    }
}
