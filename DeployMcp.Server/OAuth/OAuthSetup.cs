using DeployMcp.Server.Auth;
using DeployMcp.Server.OAuth.Authorize;
using DeployMcp.Server.OAuth.Clients;
using DeployMcp.Server.OAuth.Consent;
using DeployMcp.Server.OAuth.Metadata;
using DeployMcp.Server.OAuth.Revocation;
using DeployMcp.Server.OAuth.Token;
using DeployMcp.Server.Web;

namespace DeployMcp.Server.OAuth;

/// <summary>
/// The platform as an OAuth 2.1 authorization server for its own MCP endpoint (MCP 2026-07-28 and 2025-11-25, Authorization).
/// What it gives out are the platform's ordinary API keys.
/// </summary>
internal static class OAuthSetup
{
    /// <summary>Room for the longest form or registration that is allowed, and little more.</summary>
    public const int MaxBodyBytes = 64 * 1024;

    public static WebApplicationBuilder AddOAuth(this WebApplicationBuilder builder)
    {
        builder.Services
            .AddSingleton<RedirectUriRules>()
            .AddSingleton<ClientDocuments>()
            .AddSingleton<ClientDirectory>()
            .AddSingleton<RegistrationLimit>()
            .AddSingleton<ClientAuthentication>()
            .AddSingleton<AuthorizationCheck>()
            .AddSingleton<GrantAccess>()
            .AddSingleton<IssueTokens>()
            .AddSingleton<RevokeTokens>();
        ClientDocumentOptions.Check(builder.Configuration, builder.Environment);
        return builder;
    }

    /// <summary>Where a client looks first that knows only the MCP endpoint, or only the authorization server.</summary>
    public static WebApplication MapMetadata(this WebApplication app)
    {
        app.MapGroup("").RequireAnyOrigin().MapMetadata();
        return app;
    }

    public static WebApplication MapOAuth(this WebApplication app)
    {
        app.MapGroup("/oauth").RequireAnyOrigin().MapRegistration().MapToken().MapRevocation();
        app.MapGroup("/oauth").WithPageHeaders().MapAuthorize().MapConsent();
        return app;
    }
}
