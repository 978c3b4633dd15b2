namespace DeployMcp.Server.Auth;

/// <summary>
/// Which <c>Host</c> and <c>Origin</c> the server answers, against DNS rebinding (MCP, Streamable HTTP transport, "Security
/// warning"): this machine's own names, that of <c>Server:PublicUrl</c>, and those in <c>Mcp:AllowedHosts</c> (host names, without port).
/// </summary>
internal sealed class HostPolicy(IConfiguration configuration)
{
    private readonly HashSet<string> _allowed = new(
        ["localhost", "127.0.0.1", "[::1]", .. PublicHost(configuration), .. configuration.GetSection("Mcp:AllowedHosts").Get<string[]>() ?? []],
        StringComparer.OrdinalIgnoreCase);

    public bool Allows(HttpRequest request) => AllowsHost(request) && (request.Headers.Origin is [] || request.Headers.Origin is [var origin] && AllowsOrigin(origin));

    public bool AllowsHost(HttpRequest request) => _allowed.Contains(request.Host.Host);

    public bool AllowsOrigin(string? origin)
        => Uri.TryCreate(origin, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && _allowed.Contains(url.Host);

    private static IEnumerable<string> PublicHost(IConfiguration configuration)
        => Uri.TryCreate(configuration["Server:PublicUrl"], UriKind.Absolute, out var url) ? [url.Host] : [];
}
