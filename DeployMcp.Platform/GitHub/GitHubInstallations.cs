using Octokit;

namespace DeployMcp.Platform.GitHub;

/// <summary>A repository that an installation covers.</summary>
public sealed record InstallationRepository(long Id, string Owner, string Name, bool Private, string DefaultBranch);

/// <summary>An installation as GitHub knows it now.</summary>
/// <param name="AccountType"><c>User</c> or <c>Organization</c>.</param>
/// <param name="RepositorySelection"><c>all</c> or <c>selected</c>.</param>
/// <param name="Repositories">All that it covers; none while it is suspended, as GitHub then tells none.</param>
public sealed record InstallationState(
    long Id, long AccountId, string Account, string AccountType, string RepositorySelection, bool Suspended, IReadOnlyList<InstallationRepository> Repositories);

/// <summary>The app's installations, asked of GitHub.</summary>
public sealed class GitHubInstallations(GitHubClients clients, InstallationTokens tokens, GitHubCalls calls)
{
    /// <summary>GitHub's own most.</summary>
    private const int PageSize = 100;

    /// <summary>Null when there is no such installation of our app.</summary>
    /// <exception cref="GitHubUnavailableException">GitHub can't be asked now.</exception>
    public async Task<InstallationState?> FindAsync(long installationId, CancellationToken cancellationToken)
    {
        if (await LookAsync(() => clients.AsApp().GitHubApps.GetInstallationForCurrent(installationId), cancellationToken) is not { } installation)
        {
            return null;
        }

        try
        {
            return StateOf(installation, installation.SuspendedAt is null ? await RepositoriesAsync(installationId, cancellationToken) : []);
        }
        catch (GitHubAccessException e) when (e.Problem == GitHubProblem.Suspended)
        {
            return StateOf(installation, []) with { Suspended = true };
        }
        catch (GitHubAccessException e) when (e.Problem == GitHubProblem.NotInstalled)
        {
            return null;
        }
    }

    /// <summary>The installation that covers a repository now, without its list of repositories; null when none does.</summary>
    /// <exception cref="GitHubUnavailableException">GitHub can't be asked now.</exception>
    public async Task<InstallationState?> CoveringAsync(long repositoryId, CancellationToken cancellationToken)
        => await LookAsync(() => clients.AsApp().GitHubApps.GetRepositoryInstallationForCurrent(repositoryId), cancellationToken) is { } found ? StateOf(found, []) : null;

    /// <inheritdoc cref="CoveringAsync(long, CancellationToken)"/>
    public async Task<InstallationState?> CoveringAsync(string owner, string name, CancellationToken cancellationToken)
        => await LookAsync(() => clients.AsApp().GitHubApps.GetRepositoryInstallationForCurrent(owner, name), cancellationToken) is { } found ? StateOf(found, []) : null;

    private async Task<Installation?> LookAsync(Func<Task<Installation>> look, CancellationToken cancellationToken)
    {
        try
        {
            return await calls.RunAsync(look, cancellationToken);
        }
        catch (NotFoundException)
        {
            return null;
        }
        catch (ApiException e)
        {
            throw new GitHubUnavailableException($"GitHub did not say what the installation is: {(int)e.StatusCode} {e.Message}");
        }
    }

    private async Task<IReadOnlyList<InstallationRepository>> RepositoriesAsync(long installationId, CancellationToken cancellationToken)
    {
        var token = await tokens.GetAsync(installationId, TokenScope.Metadata, cancellationToken);
        try
        {
            var all = await calls.RunAsync(
                () => clients.With(token.Token).GitHubApps.Installations.GetAllRepositoriesForCurrent(new ApiOptions { PageSize = PageSize }), cancellationToken);
            return [.. all.Repositories.Select(r => new InstallationRepository(r.Id, r.Owner.Login, r.Name, r.Private, r.DefaultBranch))];
        }
        catch (ApiException e)
        {
            throw GitHubProblems.OfRepository(e);
        }
    }

    private static InstallationState StateOf(Installation i, IReadOnlyList<InstallationRepository> repositories) => new(
        i.Id, i.Account.Id, i.Account.Login, i.TargetType.StringValue, i.RepositorySelection.StringValue, i.SuspendedAt is not null, repositories);
}
