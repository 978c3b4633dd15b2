using System.Collections.Frozen;
using Microsoft.Extensions.Primitives;

namespace DeployMcp.Agent.Edge;

/// <summary>
/// Headers that end at each hop (RFC 9110 section 7.6.1), with those that <c>Connection</c> names. Of a request's, Kestrel keeps
/// only the option that it knows when there is exactly one of those: what else that line named is then passed on.
/// </summary>
internal static class HopByHopHeaders
{
    private static readonly FrozenSet<string> Always = FrozenSet.ToFrozenSet(
        ["Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "Transfer-Encoding", "TE", "Trailer", "Upgrade"],
        StringComparer.OrdinalIgnoreCase);

    public static bool Contains(string name) => Always.Contains(name);

    /// <returns>Null when <c>Connection</c> names nothing beyond the usual.</returns>
    public static HashSet<string>? NamedBy(StringValues connection)
    {
        HashSet<string>? named = null;
        foreach (var value in connection)
        {
            foreach (var token in value?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [])
            {
                if (!Always.Contains(token) && !token.Equals("close", StringComparison.OrdinalIgnoreCase))
                    (named ??= new HashSet<string>(StringComparer.OrdinalIgnoreCase)).Add(token);
            }
        }

        return named;
    }
}
