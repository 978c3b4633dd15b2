using DeployMcp.Data.Git;
using DeployMcp.Domain.Git;
using DeployMcp.Domain.Validation;
using DeployMcp.Platform.GitHub;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Calls;

namespace DeployMcp.Server.GitHub;

/// <summary>The caller's repositories at GitHub: those that an installation covers which the caller has connected.</summary>
public sealed class GitHubRepos(
    InstallationStore connected, GitHubRepoStore repos, GitHubInstallations installations, GitHubRepositories repositories, GitHubOptions options, GitHubConnection connection)
{
    /// <summary>The repository, with its row, or what is wrong with the argument that names it. It may be named as it was called before.</summary>
    /// <exception cref="RefusalException">GitHub can't be asked now.</exception>
    public async Task<(Repo? Repo, ArgumentError? Error)> LookAsync(Caller caller, GitHubRepoName name, string argument, CancellationToken cancellationToken)
    {
        var theirs = await connected.ListAsync(caller.UserId);
        if (theirs.Count == 0)
        {
            return (null, new ArgumentError(argument, $"you have not connected {options.Host}", connection.HowToConnect));
        }

        try
        {
            return await GitHubTrouble.RefuseAsync(() => FindAsync(caller, name, cancellationToken)) is { } repo
                ? (repo, null)
                : (null, Unreachable(argument, name, theirs));
        }
        catch (GitHubAccessException e)
        {
            return (null, Inaccessible(argument, name, e));
        }
    }

    /// <summary>Null when no installation of the caller's covers a repository of that name. The same whether or not it exists.</summary>
    /// <exception cref="GitHubAccessException">The installation gives no access at present.</exception>
    /// <exception cref="GitHubUnavailableException">GitHub can't be asked now.</exception>
    public async Task<Repo?> FindAsync(Caller caller, GitHubRepoName name, CancellationToken cancellationToken)
    {
        if (await installations.CoveringAsync(name.Owner, name.Name, cancellationToken) is not { } covering
            || (await connected.FindAsync(covering.Id))?.UserId != caller.UserId)
        {
            return null;
        }

        var found = await repositories.FindAsync(covering.Id, name, cancellationToken);
        var repo = await KeepAsync(caller, covering.Id, found, description: null);
        return caller.Project is { } only && !await repos.IsOpenToAsync(repo.Id, only) ? null : repo;
    }

    public async Task<Repo> KeepAsync(Caller caller, long installationId, InstallationRepository found, string? description)
        => (await repos.EnsureAsync(caller.UserId, options.Host, new GitHubRepo(found.Id, installationId, found.Owner, found.Name, description))).Repo;

    private ArgumentError Unreachable(string argument, GitHubRepoName name, IReadOnlyList<ConnectedInstallation> theirs) => new(
        argument,
        $"there is no {name} at {options.Host} that you have connected (connected: {string.Join(", ", theirs.Select(i => i.Account))})",
        $"Check the name. If it is right, the app has to be let reach it: {connection.HowToConnect}");

    private ArgumentError Inaccessible(string argument, GitHubRepoName name, GitHubAccessException e) => new(
        argument,
        $"{name} can't be reached at {options.Host}: {e.Message.TrimEnd('.')}",
        e.Problem switch
        {
            GitHubProblem.Suspended => $"Ask the owner of {name.Owner} to unsuspend the app in their settings there (Applications).",
            GitHubProblem.NotPermitted => $"Ask the owner of {name.Owner} to accept the app's permissions in their settings there (Applications).",
            _ => connection.HowToConnect,
        });
}
