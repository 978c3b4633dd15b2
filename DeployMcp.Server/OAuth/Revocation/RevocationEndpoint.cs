using DeployMcp.Domain.Security;
using DeployMcp.Server.OAuth.Clients;
using Microsoft.AspNetCore.Mvc;

namespace DeployMcp.Server.OAuth.Revocation;

/// <summary><c>POST /oauth/revoke</c> (RFC 7009): 200 whether or not there was anything to revoke.</summary>
internal static class RevocationEndpoint
{
    public static RouteGroupBuilder MapRevocation(this RouteGroupBuilder routes)
    {
        routes.MapPost("/revoke", RevokeAsync).WithMetadata(new RequestSizeLimitAttribute(OAuthSetup.MaxBodyBytes));
        return routes;
    }

    private static async Task<IResult> RevokeAsync(HttpContext context, ClientAuthentication authentication, RevokeTokens revoke)
    {
        if (await OAuthForm.ReadAsync(context.Request, context.RequestAborted) is not { } form || form["token"] is not { } token)
        {
            return OAuthRefusal.InvalidRequest("The body must be a form with the parameter token.");
        }

        var (client, refusal) = await authentication.FindAsync(context.Request, form, context.RequestAborted);
        if (client is null)
        {
            return refusal!;
        }

        await revoke.RunAsync(client, new Sensitive(token), context.RequestAborted);
        return TypedResults.Ok();
    }
}
