using System.Text.Json.Serialization;
using DeployMcp.LibSql.Databases;

namespace DeployMcp.LibSql.Tokens;

internal enum TokenAccess
{
    ReadWrite,
    ReadOnly,
}

/// <summary>The claims of a token: those of upstream's server, and the generation that makes it revocable.</summary>
/// <param name="Database">Claim <c>id</c>.</param>
/// <param name="Access">Claim <c>a</c>: <c>rw</c> or <c>ro</c>.</param>
/// <param name="IssuedAt">Seconds since 1970.</param>
/// <param name="ExpiresAt">Seconds since 1970; null for one that doesn't expire.</param>
internal sealed record TokenClaims(
    [property: JsonPropertyName("id")] string Database,
    [property: JsonPropertyName("a")] string Access,
    [property: JsonPropertyName("iat")] long IssuedAt,
    [property: JsonPropertyName("exp"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? ExpiresAt,
    [property: JsonPropertyName("g")] string Generation)
{
    public const string ReadWrite = "rw";
    public const string ReadOnly = "ro";

    [JsonIgnore]
    public TokenAccess Permits => Access == ReadWrite ? TokenAccess.ReadWrite : TokenAccess.ReadOnly;

    /// <summary>It was issued for this database and since its tokens were rotated; it may have expired.</summary>
    public bool IsFor(Database database) => Database == database.Record.Name && Generation == database.Record.Generation;

    public bool HasExpired(DateTimeOffset now) => ExpiresAt is { } end && now.ToUnixTimeSeconds() >= end;
}
