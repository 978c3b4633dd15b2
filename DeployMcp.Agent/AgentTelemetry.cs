using System.Diagnostics;

namespace DeployMcp.Agent;

internal static class AgentTelemetry
{
    /// <summary>Spans of launch, readiness and switch, below the API call that caused them.</summary>
    public static readonly ActivitySource Source = new("DeployMcp.Agent");
}
