using DeployMcp.Data.Git;
using DeployMcp.Domain.Git;
using DeployMcp.Server.Auth;

namespace DeployMcp.Server.Repos;

/// <param name="Url">To clone from; it holds no token.</param>
public sealed record ListedRepo(Repo Repo, string Url);

/// <summary>The caller's repos, by host and name.</summary>
public sealed class ListRepos(RepoStore repos, RepoHosts hosts)
{
    public async Task<IReadOnlyList<ListedRepo>> RunAsync(Caller caller)
        => [.. (await repos.ListAsync(caller.UserId, caller.Project)).Select(r => new ListedRepo(r, hosts.UrlOf(r)))];
}
