using System.ComponentModel;
using System.Security.Claims;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Repos;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace DeployMcp.Server.Mcp;

internal sealed class RepoTools(CreateRepo createRepo, GetGitToken getGitToken)
{
    private const string HostDescription = "Git host; default the internal one";

    [McpServerTool(Name = "create_repo", Title = "Create repo", ReadOnly = false, Destructive = false, Idempotent = true, OpenWorld = false, OutputSchemaType = typeof(RepoResult))]
    [Description("Creates an empty git repo to push code to. If it exists, returns it.")]
    public async Task<CallToolResult> CreateRepoAsync(
        ClaimsPrincipal user,
        [Description("DNS label")] string name,
        [Description(HostDescription)] string? host = null,
        [Description("One line")] string? description = null,
        CancellationToken cancellationToken = default)
    {
        var (repo, url, created) = await createRepo.RunAsync(CallerPrincipal.Of(user), name, host, description, cancellationToken);
        var called = repo.IsInternal ? repo.Name : repo.FullName;
        return ToolAnswer.Of(
            new RepoResult(called, repo.Host, url),
            ResultJson.Default.RepoResult,
            $"Repo {called} {(created ? "is ready" : "exists already")} at {url}. Next: get_git_token with name=\"{called}\"{(repo.IsInternal ? "" : $" and host=\"{repo.Host}\"")}, then push.");
    }

    [McpServerTool(Name = "get_git_token", Title = "Get git token", ReadOnly = false, Destructive = false, Idempotent = false, OpenWorld = false, OutputSchemaType = typeof(GitTokenResult))]
    [Description("A token to clone and push one repo over HTTP: any user name, the token as password.")]
    public async Task<CallToolResult> GetGitTokenAsync(
        ClaimsPrincipal user,
        [Description("Repo name")] string name,
        [Description(HostDescription)] string? host = null,
        CancellationToken cancellationToken = default)
    {
        var (token, url, expiresAt) = await getGitToken.RunAsync(CallerPrincipal.Of(user), name, host, cancellationToken);
        var clear = token.Reveal();
        return ToolAnswer.Of(new GitTokenResult(clear, url, expiresAt), ResultJson.Default.GitTokenResult, PushInstructions(name, host, clear, url, expiresAt));
    }

    /// <summary>
    /// Gives the token to git through its credential protocol, which keeps it out of URLs, <c>git remote -v</c>, the process
    /// list and .git/config. The file lies inside .git, so it is never committed; one file per clone, as a token is for one repo.
    /// </summary>
    private static string PushInstructions(string name, string? host, string token, string url, DateTimeOffset expiresAt) =>
        $"""
        Token for repo {name}, valid until {expiresAt:u}. In the root of your git work tree:
        git config credential.helper 'store --file=.git/credentials'
        printf 'url=%s\nusername=git\npassword=%s\n\n' '{url}' '{token}' | git credential approve
        git remote add origin '{url}'
        git push -u origin HEAD:main
        Next: create_service with repo="{name}"{(host is null ? "" : $" and host=\"{host}\"")}.
        """;
}
