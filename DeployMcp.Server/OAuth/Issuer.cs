namespace DeployMcp.Server.OAuth;

/// <summary>
/// Where clients and browsers reach this server: <c>Server:PublicUrl</c>, else the scheme and host that the request came to
/// (which <see cref="Auth.HostPolicy"/> has checked). It is the issuer (RFC 8414 section 2) and, with <c>/mcp</c>, the one resource.
/// </summary>
public sealed class Issuer(IConfiguration configuration)
{
    public const string McpPath = "/mcp";

    public const string ResourceMetadataPath = "/.well-known/oauth-protected-resource";

    private readonly string? _configured = configuration["Server:PublicUrl"]?.TrimEnd('/') is { Length: > 0 } url ? url : null;

    /// <summary>Without a slash at its end.</summary>
    public string Of(HttpRequest request) => _configured ?? $"{request.Scheme}://{request.Host.Value}";

    /// <summary>The MCP endpoint (RFC 8707 section 2).</summary>
    public string ResourceOf(HttpRequest request) => Of(request) + McpPath;

    /// <summary>RFC 9728 section 3.1.</summary>
    public string ResourceMetadataOf(HttpRequest request) => Of(request) + ResourceMetadataPath + McpPath;

    /// <summary>
    /// The resource as it is stored, or null when one of those asked for is another. Clients that name none mean the only one;
    /// some name the server instead of its endpoint.
    /// </summary>
    public string? Resolve(HttpRequest request, IEnumerable<string?> asked)
    {
        var issuer = Of(request);
        return asked.All(resource => IsOurs(resource, issuer)) ? issuer + McpPath : null;
    }

    private static bool IsOurs(string? asked, string issuer)
        => Uri.TryCreate(asked, UriKind.Absolute, out var url) && url.Fragment.Length == 0 && url.Query.Length == 0 && url.UserInfo.Length == 0
            && !asked.Contains('#')
            && url.GetLeftPart(UriPartial.Path).TrimEnd('/') is var bare && (bare == Canonical(issuer) || bare == Canonical(issuer + McpPath));

    /// <summary>With scheme and host in lower case and no default port (RFC 3986 section 6.2).</summary>
    private static string Canonical(string url) => new Uri(url).GetLeftPart(UriPartial.Path).TrimEnd('/');
}
