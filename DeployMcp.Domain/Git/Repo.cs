using DeployMcp.Domain.Identity;

namespace DeployMcp.Domain.Git;

/// <param name="Host">The name agents use for the git host, for example <c>ml.ink</c>.</param>
/// <param name="Account">The owner's name on that host, the first part of the repo's path.</param>
/// <param name="GitHubId">GitHub's id of it, which outlives renames; null for an internal repo.</param>
/// <param name="InstallationId">The installation of the GitHub App that gave access to it last; null when that is gone.</param>
public sealed record Repo(
    RepoId Id, UserId UserId, string Host, string Account, string Name, string? Description, DateTimeOffset CreatedAt, long? GitHubId = null, long? InstallationId = null)
{
    public bool IsInternal => GitHubId is null;

    /// <summary>As GitHub writes it: <c>owner/name</c>.</summary>
    public string FullName => $"{Account}/{Name}";
}

public enum GitAccess
{
    Read,
    Write,
}
