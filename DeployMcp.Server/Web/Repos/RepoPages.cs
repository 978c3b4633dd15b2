using DeployMcp.Server.Auth;
using DeployMcp.Server.Calls;
using DeployMcp.Server.Repos;
using DeployMcp.Server.Web.Layout;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace DeployMcp.Server.Web.Repos;

internal static class RepoPages
{
    private const string Made = "created";

    public static RouteGroupBuilder MapRepoPages(this RouteGroupBuilder pages)
    {
        pages.MapGet("/repos", ShowAsync);
        pages.MapPost("/repos", CreateAsync);
        pages.MapPost("/repos/token", IssueTokenAsync);
        return pages;
    }

    private static async Task<RazorComponentResult<ReposPage>> ShowAsync(string? done, HttpContext context, ListRepos repos)
    {
        var all = await repos.RunAsync(CallerPrincipal.Of(context.User));
        return new(new { Repos = all, IsMade = done == Made });
    }

    private static async Task<IResult> CreateAsync(
        [FromForm] string? name, [FromForm] string? description, HttpContext context, CreateRepo create, ListRepos repos)
    {
        var caller = CallerPrincipal.Of(context.User);
        try
        {
            await create.RunAsync(caller, name ?? "", host: null, description, context.RequestAborted);
            return new SeeOther($"/repos?done={Made}");
        }
        catch (RefusalException refusal)
        {
            return new RazorComponentResult<ReposPage>(new { Repos = await repos.RunAsync(caller), Form = new RepoForm(name, description, refusal) })
            {
                StatusCode = StatusCodes.Status422UnprocessableEntity,
            };
        }
    }

    /// <summary>The token stands in this answer and nowhere else: in no URL, no cookie and, by the group's headers, no cache.</summary>
    private static async Task<RazorComponentResult<GitTokenPage>> IssueTokenAsync(
        [FromForm] string? name, [FromForm] string? host, HttpContext context, GetGitToken get)
    {
        var token = await get.RunAsync(CallerPrincipal.Of(context.User), name ?? "", host, context.RequestAborted);
        return new(new { Name = name, Token = token });
    }
}
