using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using DeployMcp.Domain.Security;

namespace DeployMcp.Data.OAuth;

/// <summary>
/// 32 random bytes in base64url: codes, refresh tokens, client secrets, the names of pending requests. Only the SHA-256 is kept,
/// which is enough for what nobody can guess.
/// </summary>
public static class OAuthSecret
{
    public static Sensitive New() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

    public static byte[] HashOf(Sensitive secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret.Reveal()));

    public static bool Matches(byte[]? hash, Sensitive secret) => hash is not null && CryptographicOperations.FixedTimeEquals(hash, HashOf(secret));
}
