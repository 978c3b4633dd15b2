using Microsoft.AspNetCore.Cors.Infrastructure;

namespace DeployMcp.Server.Auth;

/// <summary>
/// MCP clients that run in a browser (CORS). No cookie is ever taken along: what a key or code does not allow, no origin does.
/// </summary>
internal static class BrowserClients
{
    private const string AnyOriginPolicy = "AnyOrigin";
    private const string McpPolicy = "Mcp";

    public static IServiceCollection AddBrowserClients(this IServiceCollection services)
    {
        services.AddCors(cors => cors.AddPolicy(AnyOriginPolicy, policy => policy.AllowAnyOrigin().AllowAnyHeader().WithMethods("GET", "POST")));
        services.AddOptions<CorsOptions>().Configure<HostPolicy>((cors, hosts) => cors.AddPolicy(McpPolicy, policy => policy
            .SetIsOriginAllowed(hosts.AllowsOrigin)
            .AllowAnyHeader()
            .WithMethods("GET", "POST", "DELETE")
            .WithExposedHeaders("WWW-Authenticate", "Mcp-Session-Id", "MCP-Protocol-Version")));
        return services;
    }

    /// <summary>Open to pages of any origin: what the endpoint answers depends on nothing that the browser adds by itself.</summary>
    public static RouteGroupBuilder RequireAnyOrigin(this RouteGroupBuilder group) => group.RequireCors(AnyOriginPolicy).WithMetadata(new AnyOrigin());

    /// <summary>Open to pages of the origins that <see cref="HostPolicy"/> allows.</summary>
    public static TBuilder RequireAllowedOrigin<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.RequireCors(McpPolicy);

    public static bool IsOpenToAnyOrigin(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<AnyOrigin>() is not null;

    private sealed class AnyOrigin;
}
