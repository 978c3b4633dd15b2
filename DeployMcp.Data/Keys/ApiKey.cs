using System.Buffers;
using System.Security.Cryptography;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Security;

namespace DeployMcp.Data.Keys;

/// <param name="Prefix">The first <see cref="ApiKeyFormat.PrefixLength"/> characters, by which it is found and shown.</param>
public sealed record ApiKey(ApiKeyId Id, UserId UserId, string Name, string Prefix, IReadOnlyList<string> Scopes);

/// <summary><c>dk_live_</c> and 32 random bytes in base64url without padding.</summary>
public static class ApiKeyFormat
{
    public const string Marker = "dk_live_";
    public const int PrefixLength = 16;
    public const int Length = 8 + 43;

    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    public static Sensitive New() => new(Marker + Base64Url(RandomNumberGenerator.GetBytes(32)));

    public static bool IsWellFormed(string key)
        => key.Length == Length && key.StartsWith(Marker, StringComparison.Ordinal)
            && !key.AsSpan(Marker.Length).ContainsAnyExcept(Alphabet);

    public static string PrefixOf(string key) => key[..PrefixLength];

    private static string Base64Url(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
