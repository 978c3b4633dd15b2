using DeployMcp.Data.OAuth;
using DeployMcp.Data.Users;
using DeployMcp.Server.Auth;
using DeployMcp.Server.OAuth.Clients;
using DeployMcp.Server.OAuth.Consent;
using DeployMcp.Server.Web.Layout;
using DeployMcp.Server.Web.Sessions;
using Microsoft.AspNetCore.Authentication;

namespace DeployMcp.Server.OAuth.Authorize;

/// <summary><c>GET /oauth/authorize</c> (OAuth 2.1 section 4.1.1): first the request, then who is there, then the question.</summary>
internal static class AuthorizeEndpoint
{
    public static RouteGroupBuilder MapAuthorize(this RouteGroupBuilder pages)
    {
        pages.MapGet("/authorize", AskAsync);
        return pages;
    }

    private static async Task<IResult> AskAsync(
        HttpContext context, AuthorizationCheck check, ClientDocuments documents, RegistrationLimit limit, Issuer issuer, SessionCookie cookie, UserStore users, ConsentStore consents)
    {
        if (documents.IsDocumentUrl(context.Request.Query["client_id"].ToString()) && limit.Take(context.Connection.RemoteIpAddress) is { } wait)
        {
            context.Response.Headers.RetryAfter = OAuthRefusal.SecondsOf(wait);
            return ProblemPage.Of("Too many requests came from your address. Wait a minute and try again.", StatusCodes.Status429TooManyRequests);
        }

        return await check.CheckAsync(context.Request, context.RequestAborted) switch
        {
            CheckedRequest.Fit fit => await ShowAsync(context, fit, cookie, users, consents),
            CheckedRequest.Refused refused => Refuse(refused, issuer.Of(context.Request)),
            CheckedRequest.Untrusted untrusted => ProblemPage.Of(untrusted.Why),
            var other => throw new InvalidOperationException($"Unknown outcome {other.GetType().Name}."),
        };
    }

    private static async Task<IResult> ShowAsync(HttpContext context, CheckedRequest.Fit fit, SessionCookie cookie, UserStore users, ConsentStore consents)
    {
        var signedIn = await context.AuthenticateAsync(SessionAuthenticationHandler.SchemeName);
        if (!signedIn.Succeeded || cookie.FingerprintOf(context) is not { } session)
        {
            return TypedResults.Challenge(authenticationSchemes: [SessionAuthenticationHandler.SchemeName]);
        }

        // The form's antiforgery token is bound to the person who sees it.
        context.User = signedIn.Principal;
        var caller = CallerPrincipal.Of(context.User);
        var person = await users.FindAsync(caller.UserId) ?? throw new InvalidOperationException("A live session's user has no row.");
        var name = await consents.AddAsync(new ConsentOwner(caller.UserId, session), fit.Pending);
        return ConsentView.Of(context, fit.Client, fit.Pending, person.Name, name);
    }

    /// <summary>
    /// Only to this person's own computer by itself. Anyone can register any other address, and a link here must not lead there
    /// before the person has decided anything (RFC 9700 section 4.11.2): they are told, and may go on.
    /// </summary>
    private static IResult Refuse(CheckedRequest.Refused refused, string issuer)
    {
        var back = AuthorizationAnswer.WithError(refused.RedirectUri, refused.State, issuer, refused.Error);
        return RedirectUriRules.IsLoopback(refused.RedirectUri)
            ? new SeeOther(back)
            : ProblemPage.Of($"{refused.Client.Name} sent a request that can't be answered: {refused.Error.ErrorDescription}", StatusCodes.Status400BadRequest, back);
    }
}
