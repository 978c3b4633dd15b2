using DeployMcp.Domain.Identity;

namespace DeployMcp.Data.Tasks;

/// <summary>A call whose work goes on after its answer, tied to the user who made it and the deployment that it began.</summary>
/// <param name="Happened">The first sentence of the call's answer.</param>
/// <param name="Outcome">How it ended; null as long as nobody has seen its end.</param>
public sealed record DeploymentTask(
    string Id,
    string Tool,
    ServiceId ServiceId,
    DeploymentId DeploymentId,
    string Happened,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    TaskOutcome? Outcome);

/// <param name="Completed">False when it was cancelled.</param>
/// <param name="Result">The call's result as JSON; null when it was cancelled.</param>
public sealed record TaskOutcome(bool Completed, string? StatusMessage, string? Result, DateTimeOffset At);

internal sealed class TaskRow
{
    public const string Columns =
        "id, tool, service_id, deployment_id, happened, created_at, expires_at, outcome, status_message, result::text as result, ended_at";

    public required string Id { get; init; }

    public required string Tool { get; init; }

    public ServiceId ServiceId { get; init; }

    public DeploymentId DeploymentId { get; init; }

    public required string Happened { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public string? Outcome { get; init; }

    public string? StatusMessage { get; init; }

    public string? Result { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public DeploymentTask ToTask() => new(
        Id,
        Tool,
        ServiceId,
        DeploymentId,
        Happened,
        CreatedAt,
        ExpiresAt,
        Outcome is null ? null : new TaskOutcome(Outcome == "completed", StatusMessage, Result, EndedAt ?? CreatedAt));
}
