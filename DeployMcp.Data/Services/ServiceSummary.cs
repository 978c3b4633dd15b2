using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Services;

namespace DeployMcp.Data.Services;

/// <summary>What a list shows of a service: only these columns are read, as lists are what agents ask for most.</summary>
/// <param name="Status">The newest deployment's; where that was called off, the status of the one that serves.</param>
/// <param name="Newest">Its evidence of a failure is left out: that may be long.</param>
public sealed record ServiceSummary(
    string Project, string Name, string Hostname, string Repo, string Branch, BuildPack BuildPack, DeploymentStatus Status, DeploymentSummary? Newest);

/// <param name="Failure">Code, message and next call.</param>
public sealed record DeploymentSummary(
    Guid Id,
    DeploymentStatus Status,
    string? CommitSha,
    string? CommitMessage,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    (string Code, string Message, string Next)? Failure);
