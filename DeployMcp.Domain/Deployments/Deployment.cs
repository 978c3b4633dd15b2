using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Identity;

namespace DeployMcp.Domain.Deployments;

/// <summary>What made a deployment: an agent's call, or a push.</summary>
public enum DeploymentTrigger
{
    Create,
    Redeploy,
    Push,
}

/// <param name="Sequence">Grows with each deployment of the platform: the newest of a service has the highest.</param>
/// <param name="CommitSha">40 or 64 hex digits; null until resolved.</param>
/// <param name="WorkflowId">The workflow that carries it out, known before it is started.</param>
/// <param name="WorkflowStarted">False between the row's transaction and the start: a crash in between is mended from this.</param>
/// <param name="Artifact">The release built for it, as the artifact store names it; null until built.</param>
public sealed record Deployment(
    DeploymentId Id,
    long Sequence,
    ServiceId ServiceId,
    DeploymentStatus Status,
    DeploymentTrigger Trigger,
    string? CommitSha,
    string? CommitMessage,
    string WorkflowId,
    bool WorkflowStarted,
    string? Artifact,
    Failure? Failure,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt);
