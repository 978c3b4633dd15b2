using DeployMcp.Server.Accounts;
using DeployMcp.Server.Web.Sessions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace DeployMcp.Server.Web.SignIn;

internal static class SignInEndpoints
{
    public static RouteGroupBuilder MapSignIn(this RouteGroupBuilder pages)
    {
        pages.MapGet("/signin", ShowAsync);
        pages.MapPost("/signin/development", AsDevelopmentUserAsync);
        pages.MapPost("/signout", SignOutAsync).RequireAuthorization(WebSetup.Visitor);
        return pages;
    }

    private static async Task<IResult> ShowAsync([FromQuery(Name = "return")] string? back, HttpContext context, DevelopmentUser development, SessionCookie cookie)
        => await cookie.FindUserAsync(context) is not null
            ? TypedResults.Redirect(LocalPath.Of(back))
            : new RazorComponentResult<SignInPage>(new { Return = LocalPath.Of(back), DevelopmentName = development.IsWanted ? development.Name : null });

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
}
