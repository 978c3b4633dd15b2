using Dapper;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Security;
using Npgsql;

namespace DeployMcp.Data.Keys;

/// <summary>Keys are kept as bcrypt hashes (pgcrypto, cost 10) beside the prefix that finds them.</summary>
public sealed class ApiKeyStore(NpgsqlDataSource database)
{
    public async Task<(ApiKey Key, Sensitive Secret)> CreateAsync(UserId userId, string name)
    {
        var secret = ApiKeyFormat.New();
        return (await InsertAsync(userId, name, secret), secret);
    }

    /// <summary>Makes sure that exactly this key works for the user; other keys of that name are revoked.</summary>
    public async Task EnsureAsync(UserId userId, string name, Sensitive secret)
    {
        if (await VerifyAsync(secret) is { } known && known.UserId == userId)
        {
            return;
        }

        await using (var connection = await database.OpenConnectionAsync())
        {
            await connection.ExecuteAsync(
                "update api_keys set revoked_at = now() where user_id = @userId and name = @name and revoked_at is null",
                new { userId, name });
        }

        await InsertAsync(userId, name, secret);
    }

    /// <summary>The live key that <paramref name="secret"/> is, or null. Costs one bcrypt, some 50 ms, for each key of its prefix.</summary>
    public async Task<ApiKey?> VerifyAsync(Sensitive secret)
    {
        var text = secret.Reveal();
        if (!ApiKeyFormat.IsWellFormed(text))
        {
            return null;
        }

        await using var connection = await database.OpenConnectionAsync();
        return (await connection.QueryAsync<ApiKeyRow>(
            """
            update api_keys set last_used_at = now()
            where prefix = @prefix and revoked_at is null and (expires_at is null or expires_at > now()) and hash = crypt(@text, hash)
            returning id, user_id, name, prefix, scopes
            """,
            new { prefix = ApiKeyFormat.PrefixOf(text), text })).FirstOrDefault()?.ToKey();
    }

    /// <summary>
    /// Whether a key that was verified before may still be used: the cheap look, by id, that makes a revoked key fail on its
    /// next request.
    /// </summary>
    public async Task<bool> IsLiveAsync(ApiKeyId id)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<bool>(
            "select exists (select from api_keys where id = @id and revoked_at is null and (expires_at is null or expires_at > now()))",
            new { id });
    }

    public async Task<bool> RevokeAsync(UserId userId, ApiKeyId id)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var revoked = await connection.ExecuteAsync(
            "update api_keys set revoked_at = now() where id = @id and user_id = @userId and revoked_at is null", new { id, userId }, transaction);
        await connection.ExecuteAsync("select pg_notify(@RevokedChannel, @id)", new { RevokedChannel, id = id.ToString() }, transaction);
        await transaction.CommitAsync();
        return revoked > 0;
    }

    /// <summary>Notified with the key's id, so that each process forgets it at once.</summary>
    public const string RevokedChannel = "api_key_revoked";

    private async Task<ApiKey> InsertAsync(UserId userId, string name, Sensitive secret)
    {
        var text = secret.Reveal();
        await using var connection = await database.OpenConnectionAsync();
        return (await connection.QuerySingleAsync<ApiKeyRow>(
            """
            insert into api_keys (id, user_id, name, prefix, hash)
            values (@Id, @userId, @name, @prefix, crypt(@text, gen_salt('bf', 10)))
            returning id, user_id, name, prefix, scopes
            """,
            new { Id = ApiKeyId.New(), userId, name, prefix = ApiKeyFormat.PrefixOf(text), text })).ToKey();
    }

    private sealed class ApiKeyRow
    {
        public ApiKeyId Id { get; init; }

        public UserId UserId { get; init; }

        public required string Name { get; init; }

        public required string Prefix { get; init; }

        public required string[] Scopes { get; init; }

        public ApiKey ToKey() => new(Id, UserId, Name, Prefix, Scopes);
    }
}
