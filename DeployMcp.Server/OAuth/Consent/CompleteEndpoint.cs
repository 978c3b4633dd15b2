using DeployMcp.Data.OAuth;
using DeployMcp.Domain.Security;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Calls;
using DeployMcp.Server.OAuth.Authorize;
using DeployMcp.Server.Web;
using DeployMcp.Server.Web.Layout;
using DeployMcp.Server.Web.Sessions;
using Microsoft.AspNetCore.Mvc;

namespace DeployMcp.Server.OAuth.Consent;

/// <summary><c>POST /oauth/complete</c>: the consent page's form. What was asked is in the database; the form only says yes or no to it, once.</summary>
internal static class CompleteEndpoint
{
    private const string Gone = "This question has been answered, has expired after ten minutes, or was asked to someone else. Start again from the program.";

    public static RouteGroupBuilder MapConsent(this RouteGroupBuilder pages)
    {
        pages.MapPost("/complete", AnswerAsync).RequireAuthorization(WebSetup.Person);
        return pages;
    }

    private static async Task<IResult> AnswerAsync([FromForm] Answer answer, HttpContext context, Issuer issuer, SessionCookie cookie, ConsentStore consents, GrantAccess grant)
    {
        var caller = CallerPrincipal.Of(context.User);
        if (cookie.FingerprintOf(context) is not { } session || answer.Request is not { Length: > 0 } text)
        {
            return ProblemPage.Of(Gone);
        }

        var (owner, name) = (new ConsentOwner(caller.UserId, session), new Sensitive(text));
        if (await consents.FindAsync(owner, name) is not { } pending)
        {
            return ProblemPage.Of(Gone);
        }

        var from = issuer.Of(context.Request);
        if (answer.Decision != "allow")
        {
            return await consents.DenyAsync(owner, name)
                ? new SeeOther(AuthorizationAnswer.WithError(pending.RedirectUri, pending.State, from, new("access_denied", "The person refused.")))
                : ProblemPage.Of(Gone);
        }

        try
        {
            return await grant.RunAsync(caller, owner, name, pending, new ConsentChoice(answer.Scope, answer.Project)) is { } code
                ? new SeeOther(AuthorizationAnswer.WithCode(pending.RedirectUri, pending.State, from, code.Reveal()))
                : ProblemPage.Of(Gone);
        }
        catch (RefusalException e)
        {
            return ProblemPage.Of(e.Message);
        }
    }

    /// <param name="Request">The pending request's name.</param>
    private sealed record Answer(string? Request, string? Decision, string? Scope, string? Project);
}
