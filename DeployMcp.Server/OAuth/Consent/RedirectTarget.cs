using DeployMcp.Server.OAuth.Clients;

namespace DeployMcp.Server.OAuth.Consent;

/// <summary>Where an answer goes, in words and for the browser.</summary>
internal static class RedirectTarget
{
    /// <summary>The part by which a person can tell (MCP, Authorization security considerations, "Localhost Redirect URI Risks").</summary>
    public static string NameOf(string redirectUri)
    {
        var url = new Uri(redirectUri);
        return url.Scheme is "https" ? url.IdnHost : url.Scheme is "http" ? "this computer" : $"the app that opens {url.Scheme}: links";
    }

    /// <summary>
    /// The sources that a form may lead to: Chromium holds the whole chain of redirects after it against <c>form-action</c>, and
    /// clients often lead on from the redirect URI to a page of theirs. Plain http stays with this computer.
    /// </summary>
    public static string FormActionFor(string redirectUri)
    {
        var url = new Uri(redirectUri);
        var own = url.Scheme switch
        {
            "https" => "",
            // The policy's grammar has no IPv6 addresses.
            "http" => url.HostNameType == UriHostNameType.IPv6 ? " http:" : $" http://{url.Authority}",
            var scheme => $" {scheme}:",
        };
        return $"form-action 'self' https:{own}";
    }

    public static bool IsOnThisComputer(string redirectUri) => RedirectUriRules.IsLoopback(redirectUri);
}
