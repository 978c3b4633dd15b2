using DeployMcp.Data.OAuth;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Security;
using DeployMcp.Server.OAuth.Clients;
using Microsoft.AspNetCore.Mvc;

namespace DeployMcp.Server.OAuth.Token;

/// <summary><c>POST /oauth/token</c> (OAuth 2.1 section 3.2).</summary>
internal static class TokenEndpoint
{
    private static readonly OAuthRefusal BadGrant = OAuthRefusal.InvalidGrant("It is unknown, used, expired or revoked, or was given for something else than this request says.");

    public static RouteGroupBuilder MapToken(this RouteGroupBuilder routes)
    {
        routes.MapPost("/token", IssueAsync).WithMetadata(new RequestSizeLimitAttribute(OAuthSetup.MaxBodyBytes));
        return routes;
    }

    private static async Task<IResult> IssueAsync(HttpContext context, ClientAuthentication authentication, Issuer issuer, IssueTokens issue, TimeProvider time)
    {
        if (await OAuthForm.ReadAsync(context.Request, context.RequestAborted) is not { } form)
        {
            return OAuthRefusal.InvalidRequest("The body must be a form, with each parameter once.");
        }

        var (client, refusal) = await authentication.FindAsync(context.Request, form, context.RequestAborted);
        if (client is null)
        {
            return refusal!;
        }

        if (issuer.Resolve(context.Request, form.Resources) is not { } resource)
        {
            return new OAuthRefusal(new OAuthError("invalid_target", "The only resource here is this server's MCP endpoint."));
        }

        var named = form.Resources.Any() ? resource : null;
        return form["grant_type"] switch
        {
            "authorization_code" => await ByCodeAsync(context, client, form, named, issue, time),
            "refresh_token" => await ByRefreshTokenAsync(context, client, form, named, issue, time),
            null => OAuthRefusal.InvalidRequest("grant_type is missing."),
            _ => new OAuthRefusal(new OAuthError("unsupported_grant_type", "The grant types are authorization_code and refresh_token.")),
        };
    }

    private static async Task<IResult> ByCodeAsync(HttpContext context, OAuthClient client, OAuthForm form, string? resource, IssueTokens issue, TimeProvider time)
    {
        if (form["code"] is not { } code || form["redirect_uri"] is not { } redirectUri || Pkce.ChallengeOf(form["code_verifier"]) is not { } challenge)
        {
            return OAuthRefusal.InvalidRequest("It takes code, redirect_uri and code_verifier (43 to 128 characters).");
        }

        return Answer(context, await issue.ByCodeAsync(client, new Sensitive(code), redirectUri, challenge, resource), time);
    }

    private static async Task<IResult> ByRefreshTokenAsync(HttpContext context, OAuthClient client, OAuthForm form, string? resource, IssueTokens issue, TimeProvider time)
        => form["refresh_token"] is { } token
            ? Answer(context, await issue.ByRefreshTokenAsync(client, new Sensitive(token), resource), time)
            : OAuthRefusal.InvalidRequest("It takes refresh_token.");

    private static IResult Answer(HttpContext context, IssuedTokens? issued, TimeProvider time)
    {
        if (issued is null)
        {
            return BadGrant;
        }

        context.Response.Headers.CacheControl = "no-store";
        var seconds = (int)(issued.Key.ExpiresAt!.Value - time.GetUtcNow()).TotalSeconds;
        return OAuthJson.Answer(new TokenAnswer(issued.AccessToken.Reveal(), "Bearer", seconds, issued.RefreshToken.Reveal(), issued.Key.Scope.ToWire()));
    }

    /// <summary>RFC 6749 section 5.1.</summary>
    /// <param name="ExpiresIn">Seconds.</param>
    private sealed record TokenAnswer(string AccessToken, string TokenType, int ExpiresIn, string RefreshToken, string Scope);
}
