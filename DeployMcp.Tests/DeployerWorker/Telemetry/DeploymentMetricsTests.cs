using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using DeployMcp.DeployerWorker.Deployments;
using DeployMcp.DeployerWorker.Telemetry;
using DeployMcp.Domain.Deployments;
using Microsoft.Extensions.DependencyInjection;

namespace DeployMcp.Tests.DeployerWorker.Telemetry;

/// <summary>What a collector would get, through a listener on this worker's own meter.</summary>
public sealed class DeploymentMetricsTests : IClassFixture<DeployerBench>, IDisposable
{
    private readonly DeployerBench _bench;
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Name, double Value, string Tags)> _seen = new();

    public DeploymentMetricsTests(DeployerBench bench)
    {
        _bench = bench;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == DeploymentMetrics.MeterName && ReferenceEquals(instrument.Meter.Scope, bench.Get<IMeterFactory>()))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((i, value, tags, _) => _seen.Enqueue((i.Name, value, Write(tags))));
        _listener.SetMeasurementEventCallback<long>((i, value, tags, _) => _seen.Enqueue((i.Name, value, Write(tags))));
        _listener.SetMeasurementEventCallback<int>((i, value, tags, _) => _seen.Enqueue((i.Name, value, Write(tags))));
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Steps_OfOneThatSucceedsAndOneThatFails_AreCountedAndTimed()
    {
        var repo = await _bench.CreateRepoAsync();
        await repo.CommitAsync(("index.html", "<p>hello"));
        var (service, first) = await _bench.CreateServiceAsync(repo);
        Assert.Equal(DeploymentStatus.Active, (await _bench.RunAsync(first)).Status);
        await repo.CommitAsync(("package.json", """{"name":"app","scripts":{"build":"exit 3","start":"node server.js"}}"""), ("package-lock.json", """{"name":"app","lockfileVersion":3,"packages":{}}"""));
        Assert.Equal(DeploymentStatus.Failed, (await _bench.RunAsync(await _bench.RedeployAsync(service))).Status);

        Assert.Equal(
            [("deploymcp.deployments", "outcome=active"), ("deploymcp.deployments", "outcome=failed code=build_failed")],
            _seen.Where(s => s.Name == "deploymcp.deployments" && s.Value == 1).Select(s => (s.Name, s.Tags)));
        Assert.Equal(["outcome=succeeded pack=railpack", "outcome=failed pack=railpack"], _seen.Where(s => s.Name == "deploymcp.build.duration").Select(s => s.Tags));
        var rollout = Assert.Single(_seen, s => s.Name == "deploymcp.rollout.duration");
        Assert.Equal("outcome=succeeded", rollout.Tags);
        Assert.All(_seen.Where(s => s.Name.EndsWith("duration", StringComparison.Ordinal)), s => Assert.InRange(s.Value, 0, 60));
    }

    [Fact]
    public async Task Queue_WithABuildThatWaits_IsOneLong()
    {
        var places = await Task.WhenAll(Enumerable.Range(0, _bench.Options.Concurrency).Select(_ => _bench.Get<BuildQueue>().EnterAsync(_ => { }, default)));
        _ = _bench.Get<DeploymentMetrics>();
        var waiting = _bench.Get<BuildQueue>().EnterAsync(_ => { }, default);

        _listener.RecordObservableInstruments();

        Assert.Equal(1, _seen.Last(s => s.Name == "deploymcp.build.queue").Value);
        places[0].Dispose();
        (await waiting).Dispose();
        _listener.RecordObservableInstruments();
        Assert.Equal(0, _seen.Last(s => s.Name == "deploymcp.build.queue").Value);
        Array.ForEach(places, p => p.Dispose());
    }

    private static string Write(ReadOnlySpan<KeyValuePair<string, object?>> tags) => string.Join(' ', tags.ToArray().Select(t => $"{t.Key}={t.Value}"));
}
