using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Services;

namespace DeployMcp.Data.Services;

internal sealed class ServiceSummaryRow
{
    /// <summary>The subquery for what serves is run only where the newest deployment was called off.</summary>
    public const string Sql =
        """
        select p.name as project, s.name, s.hostname, s.spec->>'repo' as repo, s.spec->>'branch' as branch, s.spec->>'buildPack' as build_pack,
            newest.id, newest.status, newest.commit_sha, newest.commit_message, newest.created_at, newest.started_at, newest.finished_at,
            newest.failure_code, newest.failure_message, newest.failure_next,
            case when newest.status in ('cancelled', 'superseded', 'removed') then
                (select d.status from deployments d where d.service_id = s.id and d.status in ('active', 'crashed')) end as serving
        from services s join projects p on p.id = s.project_id
        left join lateral (
            select id, status, commit_sha, commit_message, created_at, started_at, finished_at, failure_code, failure_message, failure_next
            from deployments where service_id = s.id order by sequence desc limit 1) newest on true
        where s.user_id = @userId and s.deleted_at is null
        order by p.name, s.name
        """;

    public required string Project { get; init; }

    public required string Name { get; init; }

    public required string Hostname { get; init; }

    public required string Repo { get; init; }

    public required string Branch { get; init; }

    public required string BuildPack { get; init; }

    public Guid? Id { get; init; }

    public string? Status { get; init; }

    public string? CommitSha { get; init; }

    public string? CommitMessage { get; init; }

    public DateTime? CreatedAt { get; init; }

    public DateTime? StartedAt { get; init; }

    public DateTime? FinishedAt { get; init; }

    public string? FailureCode { get; init; }

    public string? FailureMessage { get; init; }

    public string? FailureNext { get; init; }

    public string? Serving { get; init; }

    public ServiceSummary ToSummary() => new(
        Project,
        Name,
        Hostname,
        Repo,
        Branch,
        Enum.Parse<BuildPack>(BuildPack, ignoreCase: true),
        DeploymentStatuses.Parse(Serving ?? Status ?? "queued"),
        Id is { } id ? Newest(id) : null);

    private DeploymentSummary Newest(Guid id) => new(
        id,
        DeploymentStatuses.Parse(Status!),
        CommitSha,
        CommitMessage,
        Instant(CreatedAt)!.Value,
        Instant(StartedAt),
        Instant(FinishedAt),
        FailureCode is null ? null : (FailureCode, FailureMessage ?? "", FailureNext ?? ""));

    /// <summary>Npgsql reads <c>timestamptz</c> as a UTC DateTime.</summary>
    private static DateTimeOffset? Instant(DateTime? utc) => utc is { } time ? new DateTimeOffset(time, TimeSpan.Zero) : null;
}
