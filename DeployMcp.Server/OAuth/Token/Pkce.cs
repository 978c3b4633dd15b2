using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace DeployMcp.Server.OAuth.Token;

/// <summary>RFC 7636, by S256 only.</summary>
internal static partial class Pkce
{
    /// <summary>Null when it is no verifier (section 4.1).</summary>
    public static string? ChallengeOf(string? verifier)
        => verifier is not null && Verifier().IsMatch(verifier) ? Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))) : null;

    [GeneratedRegex("^[A-Za-z0-9._~-]{43,128}$", RegexOptions.NonBacktracking)]
    private static partial Regex Verifier();
}
