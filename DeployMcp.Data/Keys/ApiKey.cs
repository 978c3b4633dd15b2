using System.Buffers;
using System.Security.Cryptography;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Security;

namespace DeployMcp.Data.Keys;

/// <param name="Prefix">The first <see cref="ApiKeyFormat.PrefixLength"/> characters, by which it is found and shown.</param>
/// <param name="Project">The one project that it is for; null for all.</param>
/// <param name="Origin">Who had it made: <c>settings</c>, <c>oauth:</c> and the client's id, or <c>development</c>.</param>
/// <param name="LastUsedAt">To the minute: a remembered key's uses in between are not written.</param>
public sealed record ApiKey(
    ApiKeyId Id,
    UserId UserId,
    string Name,
    string Prefix,
    KeyScope Scope,
    string? Project,
    string Origin,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastUsedAt,
    string? LastUsedFrom,
    DateTimeOffset? ExpiresAt);

/// <summary>A key that is to be made.</summary>
public sealed record NewApiKey(UserId UserId, string Name, KeyScope Scope, string Origin)
{
    public string? Project { get; init; }

    /// <summary>Null for one that does not expire.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

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
