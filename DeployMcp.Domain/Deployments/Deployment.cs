using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Identity;

namespace DeployMcp.Domain.Deployments;

/// <summary>What made a deployment: an agent's call, or a push.</summary>
public enum DeploymentTrigger
{
    Create,
    Redeploy,
    Push,

    /// <summary>Runs a release again that is kept: nothing is fetched, planned or built.</summary>
    Rollback,

    /// <summary>New settings.</summary>
    Update,
}

/// <param name="Sequence">Grows with each deployment of the platform: the newest of a service has the highest.</param>
/// <param name="CommitSha">40 or 64 hex digits; null until resolved.</param>
/// <param name="CommitAuthor">The author's name; null where git didn't tell.</param>
/// <param name="WorkflowId">The workflow that carries it out, known before it is started.</param>
/// <param name="WorkflowStarted">False between the row's transaction and the start: a crash in between is mended from this.</param>
/// <param name="Artifact">The release built for it, as the artifact store names it; null until built.</param>
/// <param name="SourceId">A rollback's: the deployment whose release it runs again.</param>
public sealed record Deployment(
    DeploymentId Id,
    long Sequence,
    ServiceId ServiceId,
    DeploymentStatus Status,
    DeploymentTrigger Trigger,
    string? CommitSha,
    string? CommitMessage,
    string? CommitAuthor,
    string WorkflowId,
    bool WorkflowStarted,
    string? Artifact,
    DeploymentId? SourceId,
    Failure? Failure,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt);
