using DeployMcp.Server.Keys;
using DeployMcp.Server.Limits;
using DeployMcp.Server.OAuth;
using Microsoft.AspNetCore.Authentication;

namespace DeployMcp.Server.Auth;

internal static class AuthSetup
{
    public static WebApplicationBuilder AddKeyCheck(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<HostPolicy>().AddSingleton<Issuer>().AddBrowserClients();
        builder.Services.AddSingleton<ApiKeyVerifier>();
        builder.Services.AddHostedService<RevocationListener>();
        builder.Services.AddAuthorization();
        builder.Services.AddAuthentication(ApiKeyAuthenticationHandler.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthenticationHandler>(ApiKeyAuthenticationHandler.SchemeName, configureOptions: null);
        return builder;
    }

    /// <summary>First the host, then the key. Probes come by address and without either.</summary>
    public static WebApplication UseKeyCheck(this WebApplication app)
    {
        var policy = app.Services.GetRequiredService<HostPolicy>();
        app.Use((context, next) =>
        {
            if (policy.Allows(context.Request) || (policy.AllowsHost(context.Request) && BrowserClients.IsOpenToAnyOrigin(context)) || IsProbe(context.Request.Path))
            {
                return next(context);
            }

            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        });
        app.UseCors();
        app.UseAuthentication();
        app.UseRequestLimits();
        app.UseAuthorization();
        return app;
    }

    private static bool IsProbe(PathString path) => path.Value is "/health" or "/alive";
}
