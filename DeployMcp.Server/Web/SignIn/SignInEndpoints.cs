using DeployMcp.Server.Accounts;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Web.Sessions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace DeployMcp.Server.Web.SignIn;

/// <summary>
/// <c>/signin?return=…</c>: the page, with <c>link=1</c> for a person who is signed in and adds another identity. Every POST here
/// needs its form's antiforgery token.
/// </summary>
internal static class SignInEndpoints
{
    public static RouteGroupBuilder MapSignIn(this RouteGroupBuilder pages)
    {
        var open = pages.MapGroup("").RequireAuthorization(WebSetup.Visitor);
        open.MapGet("/signin", ShowAsync);
        open.MapPost("/signin/development", AsDevelopmentUserAsync);
        open.MapPost("/signout", SignOutAsync);
        open.MapFirebaseScript().MapFirebaseSignIn().MapGitHubSignIn();
        pages.MapPost("/signout/everywhere", SignOutEverywhereAsync).RequireAuthorization(WebSetup.Person);
        return pages;
    }

    private static async Task<IResult> ShowAsync(
        [FromQuery(Name = "return")] string? back, string? link, HttpContext context, SignInAnswers answers, SessionCookie cookie)
    {
        var isSignedIn = await cookie.FindUserAsync(context) is not null;
        return (isSignedIn, link == "1") switch
        {
            (true, false) => TypedResults.Redirect(LocalPath.Of(back)),
            (false, true) => TypedResults.Redirect($"/signin?return={Uri.EscapeDataString(LocalPath.Of(back))}"),
            _ => answers.Page(context, back, isLink: isSignedIn),
        };
    }

    private static async Task<Results<RedirectHttpResult, NotFound>> AsDevelopmentUserAsync(
        [FromForm(Name = "return")] string? back, HttpContext context, DevelopmentUser development, SessionCookie cookie)
    {
        if (!development.IsWanted)
        {
            return TypedResults.NotFound();
        }

        await cookie.BeginAsync(context, (await development.EnsureAsync()).Id);
        return TypedResults.Redirect(LocalPath.Of(back));
    }

    /// <summary>Takes the form, so that it can't be called without its antiforgery token.</summary>
    private static async Task<RedirectHttpResult> SignOutAsync(IFormCollection form, HttpContext context, SessionCookie cookie)
    {
        await cookie.EndAsync(context);
        return TypedResults.Redirect("/signin");
    }

    private static async Task<RedirectHttpResult> SignOutEverywhereAsync(IFormCollection form, HttpContext context, SessionCookie cookie, PersonSignIn people)
    {
        await people.SignOutEverywhereAsync(CallerPrincipal.Of(context.User));
        await cookie.EndAsync(context);
        return TypedResults.Redirect("/signin");
    }
}
