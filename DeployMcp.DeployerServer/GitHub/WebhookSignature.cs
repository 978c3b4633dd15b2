using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace DeployMcp.DeployerServer.GitHub;

/// <summary>
/// <c>X-Hub-Signature-256</c>: <c>sha256=</c> and the HMAC-SHA256 of the raw body in hex, compared in constant time. While the
/// secret is being changed at GitHub, <c>GitHub:PreviousWebhookSecret</c> is good too.
/// </summary>
internal sealed class WebhookSignature(IConfiguration configuration)
{
    private const string Algorithm = "sha256=";

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    private readonly byte[][] _secrets =
    [
        .. new[] { configuration["GitHub:WebhookSecret"], configuration["GitHub:PreviousWebhookSecret"] }
            .Where(s => !string.IsNullOrEmpty(s)).Select(s => Encoding.UTF8.GetBytes(s!)),
    ];

    /// <summary>Without a secret no delivery can be told from a forged one.</summary>
    public bool IsConfigured => _secrets.Length > 0;

    public static bool IsWellFormed(string header)
        => header.Length == Algorithm.Length + (2 * HMACSHA256.HashSizeInBytes)
            && header.StartsWith(Algorithm, StringComparison.Ordinal)
            && header.AsSpan(Algorithm.Length).IndexOfAnyExcept(HexDigits) < 0;

    /// <summary>The header of a delivery of our own, by the present secret.</summary>
    public string Sign(ReadOnlySpan<byte> body) => Algorithm + Convert.ToHexStringLower(HMACSHA256.HashData(_secrets[0], body));

    public bool Verifies(string header, ReadOnlySpan<byte> body)
    {
        if (!IsWellFormed(header))
        {
            return false;
        }

        var given = Convert.FromHexString(header.AsSpan(Algorithm.Length));
        var verified = false;
        foreach (var secret in _secrets)
        {
            verified |= CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(secret, body), given);
        }

        return verified;
    }
}
