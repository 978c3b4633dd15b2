using System.Diagnostics;
using OpenTelemetry;

namespace DeployMcp.ServiceDefaults.Telemetry;

/// <summary>
/// Leaves out what comes every second and says nothing: health probes with all below them, and queries that nobody's request
/// or workflow has caused, such as a worker's look at its queue.
/// </summary>
internal sealed class NoiseFilter : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        if (IsUncausedQuery(data) || IsUnderProbe(data))
        {
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }

    private static bool IsUncausedQuery(Activity activity) => activity.Source.Name == "Npgsql" && activity.ParentSpanId == default;

    private static bool IsUnderProbe(Activity activity)
    {
        for (var current = activity; current is not null; current = current.Parent)
        {
            if (current.Kind == ActivityKind.Server && current.GetTagItem("url.path") is "/health" or "/alive" or "/healthz")
            {
                return true;
            }
        }

        return false;
    }
}
