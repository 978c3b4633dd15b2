using DeployMcp.Data.Git;
using DeployMcp.Domain.Git;
using DeployMcp.Platform.GitHub;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Calls;
using DeployMcp.Server.Repos;

namespace DeployMcp.Server.GitHub;

/// <summary>A token that reads and writes the content of one repository at GitHub, for GitHub's own hour.</summary>
public sealed class GetGitHubToken(InstallationStore connected, GitHubRepos repos, GitHubRepositories repositories)
{
    /// <param name="name"><c>owner/name</c>; the name alone when one account is connected.</param>
    /// <exception cref="RefusalException">The caller has no such repository, or GitHub can't be asked now.</exception>
    public async Task<IssuedGitToken> RunAsync(Caller caller, string name, CancellationToken cancellationToken)
    {
        var theirs = await connected.ListAsync(caller.UserId);
        var full = GitHubRepoName.Parse(name) ?? new GitHubRepoName(theirs.Count == 1 ? theirs[0].Account : "owner", name);
        var (repo, error) = await repos.LookAsync(caller, full, "name", cancellationToken);
        if (repo is null)
        {
            throw RefusalException.BadArguments([error!]);
        }

        return await GitHubTrouble.RefuseAsync(async () =>
        {
            try
            {
                var token = await repositories.MintForPushAsync(repo.InstallationId!.Value, repo.GitHubId!.Value, cancellationToken);
                return new IssuedGitToken(token.Token, repositories.CloneUrl(repo.Account, repo.Name).AbsoluteUri, token.ExpiresAt);
            }
            catch (GitHubAccessException e)
            {
                throw new RefusalException(
                    $"No token for {repo.FullName}.", e.Message, "have the owner grant the app 'Contents: write' for this repository at GitHub, then call again.");
            }
        });
    }
}
