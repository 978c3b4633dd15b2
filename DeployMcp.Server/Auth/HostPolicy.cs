namespace DeployMcp.Server.Auth;

/// <summary>
/// Which <c>Host</c> and <c>Origin</c> the server answers, against DNS rebinding (MCP, Streamable HTTP transport, "Security
/// warning"): this machine's own names, and those in <c>Mcp:AllowedHosts</c> (host names, without port).
/// </summary>
internal sealed class HostPolicy(IConfiguration configuration)
{
    private readonly HashSet<string> _allowed = new(
        ["localhost", "127.0.0.1", "[::1]", .. configuration.GetSection("Mcp:AllowedHosts").Get<string[]>() ?? []],
        StringComparer.OrdinalIgnoreCase);

    public bool Allows(HttpRequest request)
        => _allowed.Contains(request.Host.Host) && (request.Headers.Origin is [] || request.Headers.Origin is [var origin] && AllowsOrigin(origin));

    private bool AllowsOrigin(string? origin)
        => Uri.TryCreate(origin, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && _allowed.Contains(url.Host);
}
