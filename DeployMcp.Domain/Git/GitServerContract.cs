using DeployMcp.Domain.Identity;

namespace DeployMcp.Domain.Git;

/// <summary>
/// The git server's own API, for the platform's binaries, with <c>Authorization: Bearer</c> and the service token:
/// <c>PUT /api/repos/{id}</c> makes the bare repository of a row that exists (idempotent, 204),
/// <c>POST /api/repos/{id}/tokens</c> mints a token, <c>GET /api/repos/{id}/branches/{branch}</c> resolves a head,
/// <c>DELETE /api/repos/{id}</c> removes it (idempotent, 204).
/// </summary>
/// <param name="LifetimeSeconds">1 minute to 30 days.</param>
public sealed record MintTokenRequest(GitAccess Access, int LifetimeSeconds);

/// <param name="Token">In clear: the answer is the only place where it stands, and it is never logged.</param>
public sealed record MintTokenResponse(string Token, DateTimeOffset ExpiresAt);

/// <param name="Commit">Null when the branch doesn't exist; then <paramref name="RepoIsEmpty"/> says whether any does.</param>
/// <param name="Message">The first line of the commit's message.</param>
/// <param name="Author">The name of the commit's author.</param>
public sealed record BranchHead(string? Commit, string? Message, bool RepoIsEmpty, IReadOnlyList<string> Branches, string? Author = null);

/// <summary>Where an internal repo is cloned from.</summary>
public static class GitUrl
{
    public static string Of(string publicUrl, Repo repo) => $"{publicUrl.TrimEnd('/')}/{repo.Account}/{repo.Name}.git";

    public static string PathOf(RepoId id) => $"{id}.git";
}
