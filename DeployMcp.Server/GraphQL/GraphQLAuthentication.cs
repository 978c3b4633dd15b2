using DeployMcp.Server.Auth;
using DeployMcp.Server.Web.Sessions;
using Microsoft.AspNetCore.Authentication;

namespace DeployMcp.Server.GraphQL;

/// <summary>
/// Programs come with a key, pages with their session's cookie. A browser sends the cookie along with other sites' requests too,
/// so with it the request must say that it comes from this server's own pages, by <c>Origin</c> or <c>Sec-Fetch-Site</c>.
/// </summary>
internal sealed class GraphQLAuthentication(IConfiguration configuration)
{
    private readonly string? _publicOrigin = Uri.TryCreate(configuration["Server:PublicUrl"], UriKind.Absolute, out var url) ? Origin(url) : null;

    /// <summary>Null when there is neither a live key nor a session; <c>IsForged</c> when a session's request comes from elsewhere.</summary>
    public async Task<(Caller? Caller, bool IsForged)> FindAsync(HttpContext context)
    {
        if (context.User is CallerPrincipal principal)
        {
            return (principal.Caller, IsForged: false);
        }

        if (context.Request.Headers.Authorization.Count > 0)
        {
            return (null, IsForged: false);
        }

        var session = await context.AuthenticateAsync(SessionAuthenticationHandler.SchemeName);
        return session.Principal is CallerPrincipal person
            ? IsFromHere(context.Request) ? (person.Caller, IsForged: false) : (null, IsForged: true)
            : (null, IsForged: false);
    }

    /// <summary>Browsers give both with every POST; whoever gives neither is none, and has no business with a cookie.</summary>
    private bool IsFromHere(HttpRequest request)
    {
        var (origin, site) = (request.Headers.Origin.ToString(), request.Headers["Sec-Fetch-Site"].ToString());
        var isOriginHere = origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase)
            || (_publicOrigin is not null && origin.Equals(_publicOrigin, StringComparison.OrdinalIgnoreCase));
        return (origin.Length > 0 || site.Length > 0) && (origin.Length == 0 || isOriginHere) && (site is "" or "same-origin");
    }

    private static string Origin(Uri url) => url.GetLeftPart(UriPartial.Authority);
}
