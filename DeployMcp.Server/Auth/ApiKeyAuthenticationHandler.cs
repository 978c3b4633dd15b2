using System.Text.Encodings.Web;
using DeployMcp.Data.Keys;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Security;
using DeployMcp.Server.Keys;
using DeployMcp.Server.Limits;
using DeployMcp.Server.OAuth;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace DeployMcp.Server.Auth;

/// <summary>
/// <c>Authorization: Bearer dk_live_…</c> (RFC 6750 section 2.1). Missing, malformed, unknown and revoked keys get the same
/// answer, 401 with a challenge that only says where keys come from (RFC 9728 section 5.1), not what was wrong. A key in the URL
/// is refused even when it is right: URLs end up in logs.
/// </summary>
internal sealed class ApiKeyAuthenticationHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ApiKeyVerifier keys, Issuer issuer)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "ApiKey";

    private const string BearerPrefix = "Bearer ";

    /// <summary>All that tools need; the person narrows it on the consent page.</summary>
    private static readonly string AskedScopes = string.Join(' ', KeyScopes.Wire);

    private static readonly AuthenticateResult Refused = AuthenticateResult.Fail("No live API key.");

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase) || HasKeyInUrl(Request))
        {
            return AuthenticateResult.NoResult();
        }

        try
        {
            var key = header[BearerPrefix.Length..].Trim();
            var principal = ApiKeyFormat.IsWellFormed(key) ? await keys.VerifyAsync(new Sensitive(key), Context.Connection.RemoteIpAddress?.ToString(), Context.RequestAborted) : null;
            return principal is null ? Refused : AuthenticateResult.Success(new AuthenticationTicket(principal, SchemeName));
        }
        catch (LimitExceededException e)
        {
            LimitSetup.Refuse(Context, e.Limit);
            return Refused;
        }
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers[HeaderNames.WWWAuthenticate] = $"Bearer resource_metadata=\"{issuer.ResourceMetadataOf(Request)}\", scope=\"{AskedScopes}\"";
        return Task.CompletedTask;
    }

    private static bool HasKeyInUrl(HttpRequest request)
        => request.QueryString.HasValue && Uri.UnescapeDataString(request.QueryString.Value!).Contains(ApiKeyFormat.Marker, StringComparison.Ordinal);
}
