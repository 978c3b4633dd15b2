using DeployMcp.Data.OAuth;
using DeployMcp.Domain.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DeployMcp.Server.OAuth.Metadata;

/// <summary>
/// What a client that knows only <c>…/mcp</c> reads first. Each document is at every place where clients look for it: with and
/// without the path of the resource, and under OpenID Connect's name (RFC 8414 section 5).
/// </summary>
internal static class MetadataEndpoints
{
    private const string CacheControl = "public, max-age=300";

    public static RouteGroupBuilder MapMetadata(this RouteGroupBuilder routes)
    {
        routes.MapGet(Issuer.ResourceMetadataPath, GetResource);
        routes.MapGet(Issuer.ResourceMetadataPath + Issuer.McpPath, GetResource);
        foreach (var name in (string[])["oauth-authorization-server", "openid-configuration"])
        {
            routes.MapGet($"/.well-known/{name}", GetServer);
            routes.MapGet($"/.well-known/{name}{Issuer.McpPath}", GetServer);
        }

        return routes;
    }

    private static JsonHttpResult<ProtectedResourceMetadata> GetResource(HttpContext context, Issuer issuer)
    {
        context.Response.Headers.CacheControl = CacheControl;
        return OAuthJson.Answer(new ProtectedResourceMetadata(
            issuer.ResourceOf(context.Request), [issuer.Of(context.Request)], KeyScopes.Wire, ["header"], "Deploy MCP"));
    }

    private static JsonHttpResult<AuthorizationServerMetadata> GetServer(HttpContext context, Issuer issuer)
    {
        context.Response.Headers.CacheControl = CacheControl;
        var url = issuer.Of(context.Request);
        return OAuthJson.Answer(new AuthorizationServerMetadata(url, AuthMethods)
        {
            AuthorizationEndpoint = $"{url}/oauth/authorize",
            TokenEndpoint = $"{url}/oauth/token",
            RegistrationEndpoint = $"{url}/oauth/register",
            RevocationEndpoint = $"{url}/oauth/revoke",
        });
    }

    private static string[] AuthMethods { get; } = [.. Enum.GetValues<ClientAuthMethod>().Select(OAuthClientStore.Wire)];
}

/// <summary>RFC 9728 section 2.</summary>
internal sealed record ProtectedResourceMetadata(
    string Resource,
    IReadOnlyList<string> AuthorizationServers,
    IReadOnlyList<string> ScopesSupported,
    IReadOnlyList<string> BearerMethodsSupported,
    string ResourceName);

/// <summary>RFC 8414 section 2, with what RFC 9207 and the client ID metadata document draft add to it.</summary>
internal sealed record AuthorizationServerMetadata(string Issuer, IReadOnlyList<string> TokenEndpointAuthMethodsSupported)
{
    public required string AuthorizationEndpoint { get; init; }

    public required string TokenEndpoint { get; init; }

    public required string RegistrationEndpoint { get; init; }

    public required string RevocationEndpoint { get; init; }

    public IReadOnlyList<string> RevocationEndpointAuthMethodsSupported => TokenEndpointAuthMethodsSupported;

    public IReadOnlyList<string> ScopesSupported { get; } = KeyScopes.Wire;

    public IReadOnlyList<string> ResponseTypesSupported { get; } = ["code"];

    public IReadOnlyList<string> ResponseModesSupported { get; } = ["query"];

    public IReadOnlyList<string> GrantTypesSupported { get; } = ["authorization_code", "refresh_token"];

    public IReadOnlyList<string> CodeChallengeMethodsSupported { get; } = ["S256"];

    public bool ClientIdMetadataDocumentSupported { get; } = true;

    public bool AuthorizationResponseIssParameterSupported { get; } = true;
}
