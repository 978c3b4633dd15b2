using DeployMcp.Data.Git;
using DeployMcp.Domain.Git;
using DeployMcp.Domain.Validation;
using DeployMcp.Platform.GitHub;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Calls;

namespace DeployMcp.Server.GitHub;

/// <summary>A private repository in an organisation that the caller has connected. One that is there already is returned.</summary>
public sealed class CreateGitHubRepo(
    InstallationStore connected, GitHubRepos repos, GitHubRepositories repositories, GitHubOptions options, GitHubConnection connection)
{
    private const string Organization = "Organization";

    /// <param name="name"><c>owner/name</c>; the name alone when one account is connected.</param>
    /// <exception cref="RefusalException">The arguments can't be accepted, or GitHub can't be asked now.</exception>
    public async Task<(Repo Repo, bool Created)> RunAsync(Caller caller, string name, string? description, CancellationToken cancellationToken)
    {
        var theirs = await connected.ListAsync(caller.UserId);
        var (installation, full) = Choose(theirs, name);
        return await GitHubTrouble.RefuseAsync(async () =>
        {
            try
            {
                return await repos.FindAsync(caller, full, cancellationToken) is { } existing
                    ? (existing, false)
                    : await CreateAsync(caller, installation, full, description, cancellationToken);
            }
            catch (GitHubAccessException e)
            {
                throw new RefusalException($"Nothing was done: {full} can't be made at {options.Host}.", e.Message, Next(full, e));
            }
        });
    }

    private async Task<(Repo Repo, bool Created)> CreateAsync(
        Caller caller, ConnectedInstallation installation, GitHubRepoName name, string? description, CancellationToken cancellationToken)
    {
        if (installation.AccountType != Organization)
        {
            throw new RefusalException(
                $"Nothing was done: GitHub lets its apps make repositories in organisations only, and {name.Owner} is a person's account.",
                "The person can make it with one click.",
                $"ask them to open {options.Url.TrimEnd('/')}/new?owner={name.Owner}&name={name.Name}&visibility=private and to let the app reach it, then call get_git_token with name=\"{name}\" and host=\"{options.Host}\".");
        }

        var made = await repositories.CreateAsync(installation.Id, name, description, cancellationToken)
            ?? throw new RefusalException(
                $"Nothing was done: {name.Owner} has a repository {name.Name} that the app may not reach.",
                "It was made by someone else.",
                $"choose another name, or have that one shared: {connection.HowToConnect}");
        return (await repos.KeepAsync(caller, installation.Id, made, description), true);
    }

    private (ConnectedInstallation Installation, GitHubRepoName Name) Choose(IReadOnlyList<ConnectedInstallation> theirs, string name)
    {
        if (theirs.Count == 0)
        {
            throw Refused("host", $"you have not connected {options.Host}", connection.HowToConnect);
        }

        var full = GitHubRepoName.Parse(name) ?? (theirs.Count == 1 ? GitHubRepoName.Parse($"{theirs[0].Account}/{name}") : null);
        var accounts = string.Join(", ", theirs.Select(i => i.Account));
        if (full is null)
        {
            throw Refused("name", $"'{RefusalException.Shown(name)}' names no account", $"Use owner/name with one of these owners: {accounts}.");
        }

        return theirs.FirstOrDefault(i => i.Account.Equals(full.Owner, StringComparison.OrdinalIgnoreCase)) is { } owner
            ? (owner, full)
            : throw Refused("name", $"you have not connected {full.Owner} (connected: {accounts})", connection.HowToConnect);
    }

    private string Next(GitHubRepoName name, GitHubAccessException e) => e.Problem switch
    {
        GitHubProblem.Suspended => $"ask the owner of {name.Owner} to unsuspend the app in their settings there, then call again.",
        GitHubProblem.NotPermitted => $"ask the owner of {name.Owner} to grant the app 'Administration: write', or make the repository at {options.Url.TrimEnd('/')}/new and call get_git_token.",
        _ => connection.HowToConnect,
    };

    private static RefusalException Refused(string argument, string problem, string mend) => RefusalException.BadArguments([new ArgumentError(argument, problem, mend)]);
}
