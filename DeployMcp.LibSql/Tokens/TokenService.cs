using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using DeployMcp.LibSql.Databases;
using DeployMcp.LibSql.Hrana;

namespace DeployMcp.LibSql.Tokens;

/// <summary>Mints and checks the tokens of databases: JWTs (RFC 7519) signed with EdDSA (RFC 8037), as libSQL clients bear them.</summary>
internal sealed class TokenService(DataDirectory directory, TimeProvider time) : IDisposable
{
    private const int LongestToken = 4096;
    private const int MostRemembered = 10_000;

    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"EdDSA","typ":"JWT"}"""u8);

    private readonly Ed25519Key _key = new(directory.SigningSeed());

    /// <summary>Tokens whose signature has been checked: that costs more than a point read.</summary>
    private readonly ConcurrentDictionary<string, TokenClaims> _verified = new(StringComparer.Ordinal);

    public string Mint(Database database, TokenAccess access, TimeSpan? lifetime)
    {
        var now = time.GetUtcNow();
        var claims = new TokenClaims(
            database.Record.Name,
            access == TokenAccess.ReadWrite ? TokenClaims.ReadWrite : TokenClaims.ReadOnly,
            now.ToUnixTimeSeconds(),
            lifetime is { } length ? (now + length).ToUnixTimeSeconds() : null,
            database.Record.Generation);
        var signed = $"{Header}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        return $"{signed}.{Base64Url.EncodeToString(_key.Sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <param name="authorization">The header, or null.</param>
    /// <exception cref="HranaRefusedException">There is none, or it is no bearer token that is good for the database.</exception>
    public TokenClaims CheckHeader(string? authorization, string name, Database? database)
    {
        if (string.IsNullOrEmpty(authorization))
            throw Refused("AUTH_HTTP_HEADER_MISSING", "The `Authorization` HTTP header is required but was not specified");
        var space = authorization.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0)
            throw Refused("AUTH_HTTP_HEADER_INVALID", "The `Authorization` HTTP header has invalid value");
        if (!authorization.AsSpan(0, space).Equals("Bearer", StringComparison.OrdinalIgnoreCase))
            throw Refused("AUTH_HTTP_HEADER_UNSUPPORTED_SCHEME", "The authentication scheme in the `Authorization` HTTP header is not supported");
        return Check(authorization[(space + 1)..].Trim(), name, database);
    }

    /// <param name="database">Null when there is none of the name: only who has a token for it is told.</param>
    /// <exception cref="HranaRefusedException">The token isn't good for the database.</exception>
    public TokenClaims Check(string? token, string name, Database? database)
    {
        if (string.IsNullOrEmpty(token))
            throw Refused("AUTH_JWT_MISSING", "Authentication is required but no JWT was specified");
        if (!_verified.TryGetValue(token, out var claims))
            claims = Remember(token, Verify(token) ?? throw Invalid());
        Check(claims, name, database);
        return claims;
    }

    /// <summary>Again, for claims that have been checked before and may have expired or been revoked since.</summary>
    public void Check(TokenClaims claims, string name, Database? database)
    {
        if (claims.Database != name)
            throw Invalid("The JWT is invalid: it is for another database");
        if (claims.HasExpired(time.GetUtcNow()))
            throw Refused("AUTH_JWT_EXPIRED", "The JWT has expired");
        if (database is null)
            throw new HranaRefusedException(StatusCodes.Status404NotFound, "DATABASE_NOT_FOUND", $"Database `{name}` doesn't exist");
        if (!claims.IsFor(database))
            throw Invalid("The JWT is invalid: it was revoked when the database's tokens were rotated");
    }

    public void Dispose() => _key.Dispose();

    private TokenClaims Remember(string token, TokenClaims claims)
    {
        if (_verified.Count >= MostRemembered)
            _verified.Clear();
        _verified[token] = claims;
        return claims;
    }

    /// <returns>Null unless it is a token of this server's.</returns>
    private TokenClaims? Verify(string token)
    {
        // The header is always the same: no other algorithm is even read.
        if (token.Length > LongestToken || token.Split('.') is not [var header, var payload, var signature] || header != Header)
            return null;
        try
        {
            var isSigned = _key.Verify(Encoding.ASCII.GetBytes($"{header}.{payload}"), Base64Url.DecodeFromChars(signature));
            return isSigned ? JsonSerializer.Deserialize<TokenClaims>(Base64Url.DecodeFromChars(payload)) : null;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }

    private static HranaRefusedException Invalid(string message = "The JWT is invalid") => Refused("AUTH_JWT_INVALID", message);

    private static HranaRefusedException Refused(string code, string message) => new(StatusCodes.Status401Unauthorized, code, message);
}
