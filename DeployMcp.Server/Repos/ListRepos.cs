using DeployMcp.Data.Git;
using DeployMcp.Domain.Git;
using DeployMcp.Platform.GitHub;
using DeployMcp.Server.Auth;

namespace DeployMcp.Server.Repos;

/// <param name="Name">As it is named to create_service and get_git_token: at GitHub with its owner.</param>
/// <param name="Url">To clone from; it holds no token.</param>
public sealed record ListedRepo(Repo Repo, string Name, string Url)
{
    public static ListedRepo Of(Repo repo, string url) => new(repo, repo.GitHubId is null ? repo.Name : $"{repo.Account}/{repo.Name}", url);
}

/// <summary>The caller's repos, by host, account and name. Of those at GitHub, the ones that were made or deployed from here.</summary>
public sealed class ListRepos(RepoStore repos, RepoHosts hosts, GitHubRepositories gitHub)
{
    public async Task<IReadOnlyList<ListedRepo>> RunAsync(Caller caller)
        => [.. (await repos.ListAsync(caller.UserId, caller.Project)).Select(List)];

    private ListedRepo List(Repo repo)
        => ListedRepo.Of(repo, hosts.IsGitHub(repo.Host) ? gitHub.CloneUrl(repo.Account, repo.Name).AbsoluteUri : hosts.UrlOf(repo));
}
