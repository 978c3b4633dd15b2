using System.Security.Claims;

namespace ModelContextProtocol.AspNetCore.Sessions;

/// <summary>Who began a session, by the claim that names a user; a session id alone gives nobody else access to it.</summary>
internal sealed record SessionOwner(string Type, string Value, string Issuer)
{
    /// <summary>Null for a caller who is not authenticated or has no such claim.</summary>
    public static SessionOwner? Of(ClaimsPrincipal user)
    {
        if (user.Identity?.IsAuthenticated is not true)
            return null;

        var claim = user.FindFirst(ClaimTypes.NameIdentifier) ?? user.FindFirst("sub") ?? user.FindFirst(ClaimTypes.Upn);
        return claim is null ? null : new SessionOwner(claim.Type, claim.Value, claim.Issuer);
    }
}
