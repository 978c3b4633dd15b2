using DeployMcp.Data.Git;
using DeployMcp.Domain.Git;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Security;
using DeployMcp.Platform.Git;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Calls;
using DeployMcp.Server.GitHub;

namespace DeployMcp.Server.Repos;

public sealed record IssuedGitToken(Sensitive Token, string Url, DateTimeOffset ExpiresAt);

/// <summary>A token that reads and writes one repo, for <see cref="Lifetime"/> (a working day of an agent), or at GitHub for an hour.</summary>
public sealed class GetGitToken(RepoStore repos, InternalGitHost git, GetGitHubToken gitHub, RepoHosts hosts, AuditTrail audit)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    /// <exception cref="RefusalException">The caller has no such repo.</exception>
    public Task<IssuedGitToken> RunAsync(Caller caller, string name, string? host, CancellationToken cancellationToken)
        => audit.RecordAsync(
            caller,
            KeyScope.Deploy,
            "get_git_token",
            $"repo {RefusalException.Shown(name)}",
            () => IssueAsync(caller, name, host, cancellationToken),
            _ => "issued");

    private async Task<IssuedGitToken> IssueAsync(Caller caller, string name, string? host, CancellationToken cancellationToken)
    {
        if (hosts.Check(name, host).ToList() is { Count: > 0 } errors)
        {
            throw RefusalException.BadArguments(errors);
        }

        if (hosts.IsGitHub(host))
        {
            return await gitHub.RunAsync(caller, name, cancellationToken);
        }

        var repo = await repos.FindAsync(caller.UserId, hosts.InternalHost, name, caller.Project) ?? throw RefusalException.NoRepo(name, hosts.InternalHost);
        var minted = await git.MintTokenAsync(repo.Id, GitAccess.Write, Lifetime, cancellationToken);
        return new IssuedGitToken(minted.Token, hosts.UrlOf(repo), minted.ExpiresAt);
    }
}
