using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Identity;

namespace DeployMcp.Data.Deployments;

internal sealed class DeploymentRow
{
    private static readonly string[] Names =
    [
        "id", "sequence", "service_id", "status", "trigger", "commit_sha", "commit_message", "commit_author", "workflow_id", "workflow_started",
        "artifact", "source_id", "failure_code", "failure_message", "failure_evidence", "failure_next", "created_at", "started_at", "finished_at",
    ];

    public static string Columns { get; } = string.Join(", ", Names);

    public DeploymentId Id { get; init; }

    public long Sequence { get; init; }

    public ServiceId ServiceId { get; init; }

    public required string Status { get; init; }

    public required string Trigger { get; init; }

    public string? CommitSha { get; init; }

    public string? CommitMessage { get; init; }

    public string? CommitAuthor { get; init; }

    public required string WorkflowId { get; init; }

    public bool WorkflowStarted { get; init; }

    public string? Artifact { get; init; }

    public Guid? SourceId { get; init; }

    public string? FailureCode { get; init; }

    public string? FailureMessage { get; init; }

    public string? FailureEvidence { get; init; }

    public string? FailureNext { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public static string ColumnsOf(string table) => string.Join(", ", Names.Select(n => $"{table}.{n}"));

    public Deployment ToDeployment() => new(
        Id,
        Sequence,
        ServiceId,
        DeploymentStatuses.Parse(Status),
        Enum.Parse<DeploymentTrigger>(Trigger, ignoreCase: true),
        CommitSha,
        CommitMessage,
        CommitAuthor,
        WorkflowId,
        WorkflowStarted,
        Artifact,
        SourceId is { } source ? new DeploymentId(source) : null,
        FailureCode is null ? null : new Failure(FailureCodes.Parse(FailureCode), FailureMessage ?? "", FailureEvidence, FailureNext ?? ""),
        CreatedAt,
        StartedAt,
        FinishedAt);
}
