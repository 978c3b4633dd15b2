using DeployMcp.Server.Web.Sessions;
using Microsoft.AspNetCore.Mvc;

namespace DeployMcp.Server.Web.SignIn;

/// <summary>
/// <c>GET /signin/github</c> leads to GitHub, which leads back to <c>/signin/github/callback</c>. Adding an identity to a user who
/// is signed in begins with the form only: a link from elsewhere could otherwise add the identity of whoever is signed in at GitHub.
/// </summary>
internal static class GitHubSignInEndpoints
{
    public static RouteGroupBuilder MapGitHubSignIn(this RouteGroupBuilder pages)
    {
        pages.MapGet("/signin/github", Begin);
        pages.MapPost("/signin/github", BeginFromFormAsync);
        pages.MapGet(GitHubFlow.CallbackPath, CompleteAsync);
        return pages;
    }

    private static IResult Begin([FromQuery(Name = "return")] string? back, HttpContext context, GitHubFlow flow)
        => flow.Begin(context, back, linkTo: null);

    private static async Task<IResult> BeginFromFormAsync(
        [FromForm(Name = "return")] string? back, [FromForm] string? link, HttpContext context, GitHubFlow flow, SessionCookie cookie)
    {
        var user = link == "1" ? await cookie.FindUserAsync(context) : null;
        return link == "1" && user is null
            ? TypedResults.Redirect($"/signin?return={Uri.EscapeDataString(LocalPath.Of(back))}")
            : flow.Begin(context, back, user?.Value);
    }

    /// <summary>An identity is added only to the user who began, whoever is signed in by now.</summary>
    private static async Task<IResult> CompleteAsync(
        [AsParameters] GitHubAnswer answer, HttpContext context, GitHubFlow flow, SignInAnswers answers, CancellationToken cancellationToken)
    {
        if (!flow.IsOffered)
        {
            return TypedResults.NotFound();
        }

        var attempt = flow.Take(context);
        return await answers.CompleteAsync(context, attempt?.Return, attempt?.LinkTo, () => flow.ProveAsync(attempt, answer, cancellationToken));
    }
}
