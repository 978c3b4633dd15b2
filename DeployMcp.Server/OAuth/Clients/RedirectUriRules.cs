using System.Text.RegularExpressions;

namespace DeployMcp.Server.OAuth.Clients;

/// <summary>
/// Where answers may be sent: https, this computer itself by http, or an app's own scheme. The latter are the reversed domain
/// names of RFC 8252 section 7.1 and those of known editors; <c>OAuth:RedirectSchemes</c> adds others. What browsers run or
/// open themselves (<c>javascript:</c>, <c>data:</c>, <c>file:</c> …) is never among them.
/// </summary>
public sealed partial class RedirectUriRules(IConfiguration configuration)
{
    public const int MaxLength = 1_000;

    private readonly HashSet<string> _schemes = new(
        ["cursor", "vscode", "vscode-insiders", "vscodium", "windsurf", "zed", "jetbrains", "claude", .. configuration.GetSection("OAuth:RedirectSchemes").Get<string[]>() ?? []],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a client may register it.</summary>
    public bool Allows(string? uri)
    {
        if (uri is not { Length: > 0 and <= MaxLength } || !Characters().IsMatch(uri) || !Uri.TryCreate(uri, UriKind.Absolute, out var url))
        {
            return false;
        }

        return url.UserInfo.Length == 0 && !uri.Contains('@') && !HasDotSegment(uri) && url.Scheme switch
        {
            "https" => url.Host.Length > 0,
            "http" => Loopback().IsMatch(uri),
            var scheme => uri.StartsWith(scheme + ":/", StringComparison.OrdinalIgnoreCase) && (_schemes.Contains(scheme) || ReversedDomain().IsMatch(scheme)),
        };
    }

    /// <summary>
    /// Whether the client registered it: the same text, character by character (RFC 9700 section 2.1). Only the port of a
    /// loopback address may differ, as programs get theirs from the system (RFC 8252 section 7.3).
    /// </summary>
    public bool Matches(IEnumerable<string> registered, string asked)
        => Allows(asked) && registered.Any(known => known == asked || IsSameButPort(known, asked));

    /// <summary>Whether it stays on the person's own computer: anything there may be listening.</summary>
    public static bool IsLoopback(string uri) => Loopback().IsMatch(uri);

    private static bool IsSameButPort(string known, string asked)
        => Loopback().Match(known) is { Success: true } a && Loopback().Match(asked) is { Success: true } b
            && a.Groups[1].Value == b.Groups[1].Value && a.Groups[3].Value == b.Groups[3].Value;

    private static bool HasDotSegment(string uri)
        => uri.Split('?')[0].Replace("%2e", ".", StringComparison.OrdinalIgnoreCase).Split('/').Any(segment => segment is "." or "..");

    /// <summary>The characters of RFC 3986 without <c>#</c>: no space, no backslash, no control character.</summary>
    [GeneratedRegex(@"^[A-Za-z0-9\-._~:/?\[\]@!$&'()*+,;=%]+$", RegexOptions.NonBacktracking)]
    private static partial Regex Characters();

    [GeneratedRegex(@"^http://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]{1,5})?((?:[/?].*)?)$")]
    private static partial Regex Loopback();

    [GeneratedRegex(@"^[a-z][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)+$", RegexOptions.NonBacktracking)]
    private static partial Regex ReversedDomain();
}
