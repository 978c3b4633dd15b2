namespace DeployMcp.Server.OAuth.Authorize;

/// <summary>The redirect URI with the answer in its query (RFC 6749 section 4.1.2), <c>state</c> as it came and <c>iss</c> (RFC 9207).</summary>
internal static class AuthorizationAnswer
{
    public static string WithCode(string redirectUri, string? state, string issuer, string code) => Build(redirectUri, state, issuer, [("code", code)]);

    public static string WithError(string redirectUri, string? state, string issuer, OAuthError error)
        => Build(redirectUri, state, issuer, [("error", error.Error), ("error_description", error.ErrorDescription)]);

    private static string Build(string redirectUri, string? state, string issuer, IEnumerable<(string Name, string Value)> answer)
    {
        var all = answer.Concat(state is null ? [] : [("state", state)]).Append(("iss", issuer));
        var query = string.Join('&', all.Select(p => $"{p.Item1}={Uri.EscapeDataString(p.Item2)}"));
        return $"{redirectUri}{(redirectUri.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{query}";
    }
}
