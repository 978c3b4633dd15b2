using System.Diagnostics.Metrics;
using DeployMcp.DeployerWorker.Deployments;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Services;

namespace DeployMcp.DeployerWorker.Telemetry;

/// <summary>
/// What operators watch of deployments (meter <c>DeployMcp.Deployments</c>): <c>deploymcp.build.duration</c> in seconds by outcome and
/// pack, without the wait for a place; <c>deploymcp.build.queue</c>, builds of this worker that wait for one; <c>deploymcp.deployments</c>
/// that ended, by outcome and failure code; <c>deploymcp.rollout.duration</c> in seconds by outcome, from a revision's start to the
/// answer of its probe.
/// </summary>
internal sealed class DeploymentMetrics : IDisposable
{
    public const string MeterName = "DeployMcp.Deployments";

    private const string Outcome = "outcome";
    private const string Succeeded = "succeeded";
    private const string Failed = "failed";
    private const string Cancelled = "cancelled";

    /// <summary>Seconds: a cached image takes one, a large app's first build half an hour.</summary>
    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 2400] };

    private readonly Meter _meter;
    private readonly Histogram<double> _builds;
    private readonly Histogram<double> _rollouts;
    private readonly Counter<long> _deployments;
    private readonly TimeProvider _time;

    public DeploymentMetrics(IMeterFactory meters, BuildQueue queue, TimeProvider time)
    {
        _time = time;
        _meter = meters.Create(MeterName);
        _builds = _meter.CreateHistogram("deploymcp.build.duration", "s", "How long builds took", tags: null, Seconds);
        _rollouts = _meter.CreateHistogram("deploymcp.rollout.duration", "s", "How long new revisions took to answer", tags: null, Seconds);
        _deployments = _meter.CreateCounter<long>("deploymcp.deployments", "{deployment}", "Deployments that ended");
        _meter.CreateObservableUpDownCounter("deploymcp.build.queue", () => queue.Length, "{build}", "Builds that wait for a place");
    }

    public Task<T> MeasureBuildAsync<T>(BuildPack pack, Func<Task<T>> build) => MeasureAsync(_builds, build, KeyValuePair.Create("pack", (object?)pack.ToWire()));

    public Task<T> MeasureRolloutAsync<T>(Func<Task<T>> rollout) => MeasureAsync(_rollouts, rollout);

    /// <param name="code">Of one that failed.</param>
    public void CountEnd(DeploymentStatus outcome, FailureCode? code = null)
        => _deployments.Add(1, [new(Outcome, outcome.ToWire()), .. code is { } failed ? [new KeyValuePair<string, object?>("code", failed.ToWire())] : Array.Empty<KeyValuePair<string, object?>>()]);

    public void Dispose() => _meter.Dispose();

    private async Task<T> MeasureAsync<T>(Histogram<double> histogram, Func<Task<T>> work, params KeyValuePair<string, object?>[] tags)
    {
        var started = _time.GetTimestamp();
        var outcome = Failed;
        try
        {
            var result = await work();
            outcome = Succeeded;
            return result;
        }
        catch (OperationCanceledException)
        {
            outcome = Cancelled;
            throw;
        }
        finally
        {
            histogram.Record(_time.GetElapsedTime(started).TotalSeconds, [new(Outcome, outcome), .. tags]);
        }
    }
}
