using System.Diagnostics.Metrics;

namespace DeployMcp.Platform.Databases.Turso;

/// <summary>Meter <c>DeployMcp.Databases.Turso</c>: how long Turso's platform API takes, and how its answers come out, try by try.</summary>
internal sealed class TursoMetrics(IMeterFactory meters)
{
    public const string MeterName = "DeployMcp.Databases.Turso";
    public const string Ok = "ok";
    public const string Cancelled = "cancelled";

    /// <summary>Seconds: up to the longest time that a request may take.</summary>
    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15] };

    private readonly Histogram<double> _duration = meters.Create(MeterName)
        .CreateHistogram("deploymcp.turso.request.duration", "s", "Requests of Turso's platform API, by operation and outcome.", tags: null, Seconds);

    public static string OutcomeOf(Exception e) => e switch
    {
        TursoCredentialsException => "credentials",
        TursoPlanException => "plan",
        TursoNotFoundException => "not_found",
        TursoConflictException => "conflict",
        TursoRejectedException => "rejected",
        TursoUnavailableException { StatusCode: System.Net.HttpStatusCode.TooManyRequests } => "limited",
        _ => "unavailable",
    };

    public void Record(string operation, string outcome, TimeSpan took)
        => _duration.Record(took.TotalSeconds, new("operation", operation), new("outcome", outcome));
}
