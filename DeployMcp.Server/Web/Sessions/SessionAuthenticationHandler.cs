using System.Text.Encodings.Web;
using DeployMcp.Server.Auth;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace DeployMcp.Server.Web.Sessions;

/// <summary>A person's browser, known by its session's cookie. Without one, pages lead to sign-in and from there back.</summary>
internal sealed class SessionAuthenticationHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, SessionCookie cookie)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Session";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
        => await cookie.FindUserAsync(Context) is { } user
            ? AuthenticateResult.Success(new AuthenticationTicket(new CallerPrincipal(new Caller(user, KeyId: null), SchemeName), SchemeName))
            : AuthenticateResult.NoResult();

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var back = HttpMethods.IsGet(Request.Method) ? $"{Request.Path}{Request.QueryString}" : "/";
        Response.Redirect($"/signin?return={Uri.EscapeDataString(back)}");
        return Task.CompletedTask;
    }
}
