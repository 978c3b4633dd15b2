using System.Text.Json;
using System.Text.Json.Serialization;
using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Identity;

namespace DeployMcp.Planning.Runtime;

[JsonConverter(typeof(RevisionPhaseConverter))]
public enum RevisionPhase
{
    /// <summary>Launched, its health probe not yet answered.</summary>
    Starting,

    /// <summary>Answers its health probe.</summary>
    Ready,

    /// <summary>Never became ready; <see cref="RevisionState.Failure"/> says why. It is not started again.</summary>
    Failed,

    /// <summary>Was ready, died, and is being started again with growing pauses.</summary>
    Crashed,

    /// <summary>Told to stop.</summary>
    Stopped,
}

/// <summary>What the agent knows of a revision: the answer of <c>GET /v1/revisions/{service}/{deployment}</c>.</summary>
/// <param name="Serving">The edge points its host name at this revision.</param>
/// <param name="Restarts">Times that it was started again after it had been ready.</param>
public sealed record RevisionState(
    ServiceId ServiceId,
    DeploymentId DeploymentId,
    RevisionPhase Phase,
    bool Serving,
    int? Port,
    int Restarts,
    Failure? Failure);

/// <summary>The body of <c>POST /v1/revisions/{service}/{deployment}/activate</c>.</summary>
/// <param name="Hostname">The label in front of the edge's domain.</param>
public sealed record ActivateRequest(string Hostname);

/// <summary>One line that a service wrote.</summary>
public sealed record RuntimeLogLine(DateTimeOffset At, string Text);

internal sealed class RevisionPhaseConverter() : JsonStringEnumConverter<RevisionPhase>(JsonNamingPolicy.SnakeCaseLower);
