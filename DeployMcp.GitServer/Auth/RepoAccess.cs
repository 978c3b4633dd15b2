using DeployMcp.Data.Git;
using DeployMcp.Domain.Git;
using Microsoft.Net.Http.Headers;

namespace DeployMcp.GitServer.Auth;

/// <summary>
/// Who may touch a repo. Without a token that is good for exactly this repo the answer is always the same, whether the repo
/// exists or not, and always after the same one query.
/// </summary>
internal sealed class RepoAccess(GitTokenStore tokens, GitServerOptions options)
{
    private const string Suffix = ".git";

    /// <summary>The repo, or null after the refusal has been written.</summary>
    public async Task<Repo?> AuthorizeAsync(HttpContext context, string account, string name, GitAccess needed)
    {
        var bare = name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name;
        var grant = RequestCredentials.Read(context.Request) is { } token
            ? await tokens.AuthorizeAsync(options.InternalHost, account, bare, token)
            : null;
        if (grant is null)
        {
            context.Response.Headers[HeaderNames.WWWAuthenticate] = "Basic realm=\"git\"";
            await RefuseAsync(context, StatusCodes.Status401Unauthorized, "A token for this repository is needed: get one with get_git_token.\n");
            return null;
        }

        if (needed == GitAccess.Write && grant.Access != GitAccess.Write)
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, "This token may read only: get one that may write with get_git_token.\n");
            return null;
        }

        return grant.Repo;
    }

    private static async Task RefuseAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.ContentLength = text.Length;
        await context.Response.WriteAsync(text, context.RequestAborted);
    }
}
