using DeployMcp.Data.Git;
using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Git;
using DeployMcp.Platform.Git;
using DeployMcp.Platform.GitHub;

namespace DeployMcp.DeployerWorker.Deployments.Sources;

/// <summary>
/// A repository at GitHub as git reaches it now. It is looked for by its id, through an installation of its own user: renamed,
/// transferred or installed anew, it is found again, and its row says so from then on.
/// </summary>
internal sealed class GitHubSources(
    GitHubRepositories repositories, GitHubInstallations installations, InstallationStore connected, GitHubRepoStore repos, GitHubOptions options)
{
    /// <exception cref="DeploymentFailureException">repo_not_found: its user has to change something at GitHub.</exception>
    /// <exception cref="GitHubUnavailableException">GitHub can't be asked now.</exception>
    public async Task<GitOrigin> OriginAsync(Repo repo, CancellationToken cancellationToken)
    {
        if (!options.IsConfigured)
        {
            throw new GitHubSetupException("This deployer has no GitHub App: GitHub:AppId and GitHub:PrivateKey are not set.");
        }

        try
        {
            var (installation, found) = await OpenAsync(repo, cancellationToken);
            if (repo.InstallationId != installation || repo.Account != found.Repository.Owner || repo.Name != found.Repository.Name)
            {
                await repos.MoveAsync(repo.Id, found.Repository.Owner, found.Repository.Name, installation);
            }

            return new GitOrigin.GitHub(found.CloneUrl, found.Token);
        }
        catch (GitHubAccessException e)
        {
            throw Failure(repo, e);
        }
    }

    private async Task<(long Installation, ReadableRepository Found)> OpenAsync(Repo repo, CancellationToken cancellationToken)
    {
        var id = repo.GitHubId!.Value;
        GitHubAccessException? first = null;
        if (repo.InstallationId is { } known && await IsTheirsAsync(repo, known))
        {
            try
            {
                return (known, await repositories.OpenAsync(known, id, cancellationToken));
            }
            catch (GitHubAccessException e) when (e.Problem is GitHubProblem.NotInstalled or GitHubProblem.NoAccess)
            {
                first = e;
            }
        }

        return await installations.CoveringAsync(id, cancellationToken) is { } now && now.Id != repo.InstallationId && await IsTheirsAsync(repo, now.Id)
            ? (now.Id, await repositories.OpenAsync(now.Id, id, cancellationToken))
            : throw first ?? new GitHubAccessException(GitHubProblem.NotInstalled, "No installation of the GitHub App that you have connected covers the repository.", null);
    }

    private async Task<bool> IsTheirsAsync(Repo repo, long installation) => (await connected.FindAsync(installation))?.UserId == repo.UserId;

    private static DeploymentFailureException Failure(Repo repo, GitHubAccessException e) => new(
        FailureCode.RepoNotFound,
        $"{repo.FullName} can't be read at {repo.Host}. {e.Message}",
        e.Evidence,
        e.Problem switch
        {
            GitHubProblem.Suspended => $"Ask the owner of {repo.Account} to unsuspend the app in their settings at {repo.Host} (Applications), then call redeploy_service.",
            GitHubProblem.NotPermitted => $"Ask the owner of {repo.Account} to accept the app's permissions in their settings at {repo.Host} (Applications), then call redeploy_service.",
            _ => "Call whoami: it gives the link with which a person installs the app there or lets it reach this repository. Then call redeploy_service.",
        });
}
