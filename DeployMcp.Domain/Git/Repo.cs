using DeployMcp.Domain.Identity;

namespace DeployMcp.Domain.Git;

/// <param name="Host">The name agents use for the git host, for example <c>ml.ink</c>.</param>
/// <param name="Account">The owner's name on that host, the first part of the repo's path.</param>
public sealed record Repo(RepoId Id, UserId UserId, string Host, string Account, string Name, string? Description, DateTimeOffset CreatedAt);

public enum GitAccess
{
    Read,
    Write,
}
