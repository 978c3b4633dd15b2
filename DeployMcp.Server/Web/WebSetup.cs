using DeployMcp.Server.GitHub;
using DeployMcp.Server.Web.Audit;
using DeployMcp.Server.Web.Layout;
using DeployMcp.Server.Web.Protection;
using DeployMcp.Server.Web.Repos;
using DeployMcp.Server.Web.Resources;
using DeployMcp.Server.Web.Services;
using DeployMcp.Server.Web.Sessions;
using DeployMcp.Server.Web.Settings;
using DeployMcp.Server.Web.SignIn;
using Microsoft.AspNetCore.Authentication;

namespace DeployMcp.Server.Web;

/// <summary>The pages for people: rendered here, usable without scripts.</summary>
internal static class WebSetup
{
    /// <summary>The authorization policy of pages: a person with a session.</summary>
    public const string Person = "Person";

    /// <summary>
    /// The policy of pages for everybody. It knows who has a session all the same: forms are bound to the person that they were
    /// made for.
    /// </summary>
    public const string Visitor = "Visitor";

    public static WebApplicationBuilder AddWeb(this WebApplicationBuilder builder)
    {
        builder.Services.AddRazorComponents();
        builder.Services.AddAntiforgery(options => options.Cookie.Name = "deploymcp-form");
        builder.Services.AddSharedProtection();
        builder.Services.AddSingleton<SessionCookie>().AddSingleton<SignInWays>().AddSingleton<SignInAnswers>().AddSingleton<GitHubAttemptCookie>().AddSingleton<SignIn.GitHubFlow>();
        builder.Services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, SessionAuthenticationHandler>(SessionAuthenticationHandler.SchemeName, null);
        builder.Services.AddAuthorizationBuilder()
            .AddPolicy(Person, policy => policy.AddAuthenticationSchemes(SessionAuthenticationHandler.SchemeName).RequireAuthenticatedUser())
            .AddPolicy(Visitor, policy => policy.AddAuthenticationSchemes(SessionAuthenticationHandler.SchemeName).RequireAssertion(_ => true));
        return builder;
    }

    public static WebApplication MapWeb(this WebApplication app)
    {
        app.UseAntiforgery();
        Asset.MapAll(app);
        app.MapGroup("").WithPageHeaders().MapSignIn().MapGitHub();
        app.MapGroup("").WithPageHeaders().WithPageRefusals().RequireAuthorization(Person)
            .MapServicePages().MapServiceForms().MapRepoPages().MapResourcePages().MapSettingsPages().MapAccountPages().MapAuditPages();
        return app;
    }
}
