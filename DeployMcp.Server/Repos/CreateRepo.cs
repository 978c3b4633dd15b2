using DeployMcp.Data.Git;
using DeployMcp.Domain.Git;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Validation;
using DeployMcp.Platform.Git;
using DeployMcp.Platform.GitHub;
using DeployMcp.Server.Accounts;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Calls;
using DeployMcp.Server.GitHub;

namespace DeployMcp.Server.Repos;

public sealed record CreatedRepo(Repo Repo, string Url, bool Created);

/// <summary>A repo on the internal git, with the account that owns it, or at GitHub. Asked again, it returns the same one.</summary>
public sealed class CreateRepo(
    RepoStore repos, GitAccounts accounts, InternalGitHost git, CreateGitHubRepo gitHub, GitHubRepositories gitHubRepositories, RepoHosts hosts, AuditTrail audit)
{
    private const int MaxDescription = 500;

    /// <exception cref="RefusalException">The arguments can't be accepted.</exception>
    public Task<CreatedRepo> RunAsync(Caller caller, string name, string? host, string? description, CancellationToken cancellationToken)
        => audit.RecordAsync(
            caller,
            KeyScope.Deploy,
            "create_repo",
            $"repo {RefusalException.Shown(name)}",
            () => CreateAsync(caller, name, host, description, cancellationToken),
            made => made.Created ? "created" : "existed");

    private async Task<CreatedRepo> CreateAsync(Caller caller, string name, string? host, string? description, CancellationToken cancellationToken)
    {
        var errors = hosts.Check(name, host).ToList();
        if (description is not null && (description.Length > MaxDescription || description.Any(char.IsControl)))
        {
            errors.Add(new ArgumentError("description", "is too long or holds control characters", $"One line of at most {MaxDescription} characters."));
        }

        if (errors.Count > 0)
        {
            throw RefusalException.BadArguments(errors);
        }

        if (hosts.IsGitHub(host))
        {
            var (atGitHub, isNew) = await gitHub.RunAsync(caller, name, description, cancellationToken);
            return new CreatedRepo(atGitHub, gitHubRepositories.CloneUrl(atGitHub.Account, atGitHub.Name).AbsoluteUri, isNew);
        }

        var account = await accounts.EnsureAsync(caller.UserId, cancellationToken);
        var (repo, created) = await repos.EnsureAsync(caller.UserId, hosts.InternalHost, account, name, description);

        // Also for one that exists: a crash between row and repository is mended by calling again.
        await git.EnsureRepoAsync(repo.Id, cancellationToken);
        return new CreatedRepo(repo, hosts.UrlOf(repo), created);
    }
}
