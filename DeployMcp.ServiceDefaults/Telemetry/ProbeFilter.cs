using System.Diagnostics;
using OpenTelemetry;

namespace DeployMcp.ServiceDefaults.Telemetry;

/// <summary>Health probes come every second and say nothing in a trace.</summary>
internal sealed class ProbeFilter : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        if (data.Kind == ActivityKind.Server && data.GetTagItem("url.path") is "/health" or "/alive")
        {
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }
}
