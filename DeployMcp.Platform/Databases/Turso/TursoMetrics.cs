using System.Diagnostics.Metrics;

namespace DeployMcp.Platform.Databases.Turso;

/// <summary>Meter <c>DeployMcp.Databases.Turso</c>: how long Turso's platform API takes, and how its answers come out, try by try.</summary>
internal sealed class TursoMetrics(IMeterFactory meters)
{
    public const string MeterName = "DeployMcp.Databases.Turso";
    public const string Ok = "ok";
    public const string Cancelled = "cancelled";

    private readonly Histogram<double> _duration = meters.Create(MeterName)
        .CreateHistogram<double>("deploymcp.turso.request.duration", "s", "Requests of Turso's platform API, by operation and outcome.");

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
