using DeployMcp.Server.Accounts;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Web.Layout;
using DeployMcp.Server.Web.Sessions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace DeployMcp.Server.Web.Settings;

internal static class AccountPages
{
    private const string DeletePath = "/settings/account/delete";

    public static RouteGroupBuilder MapAccountPages(this RouteGroupBuilder pages)
    {
        pages.MapGet(DeletePath, AskDeleteAsync);
        pages.MapPost(DeletePath, DeleteAsync);
        return pages;
    }

    private static async Task<RazorComponentResult<ConfirmPage>> AskDeleteAsync(HttpContext context, WhoAmI whoAmI)
        => (await QuestionAsync(context, whoAmI)).Ask();

    private static async Task<IResult> DeleteAsync(
        [FromForm] string? confirmation, HttpContext context, WhoAmI whoAmI, DeleteAccount delete, SessionCookie cookie)
    {
        if ((await QuestionAsync(context, whoAmI)).Check(confirmation) is { } again)
        {
            return again;
        }

        await delete.RunAsync(CallerPrincipal.Of(context.User));
        await cookie.EndAsync(context);
        return new SeeOther("/signin");
    }

    private static async Task<Confirmation> QuestionAsync(HttpContext context, WhoAmI whoAmI)
    {
        var name = (await whoAmI.RunAsync(CallerPrincipal.Of(context.User))).Name;
        return new Confirmation(
            "Delete your account?",
            "Settings",
            DeletePath,
            "Delete everything for good",
            "/settings",
            "Settings",
            [
                "At once, your keys, sessions and git tokens stop working. Then your services, repositories and all that is kept of you are removed.",
                "This can't be undone.",
            ])
        {
            TypedName = name,
        };
    }
}
