using Dapper;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Security;
using Npgsql;

namespace DeployMcp.Data.Keys;

/// <summary>Keys are kept as bcrypt hashes (pgcrypto, cost 10) beside the prefix that finds them.</summary>
public sealed class ApiKeyStore(NpgsqlDataSource database)
{
    /// <summary>Notified with the key's id, so that each process forgets it at once.</summary>
    public const string RevokedChannel = "api_key_revoked";

    private const string Columns =
        "id, user_id, name, prefix, scopes, project, origin, created_at, last_used_at, last_used_from, expires_at";

    private const string IsLive =
        "revoked_at is null and (expires_at is null or expires_at > now()) and not exists (select from users u where u.id = user_id and u.deleted_at is not null)";

    public async Task<(ApiKey Key, Sensitive Secret)> CreateAsync(NewApiKey key)
    {
        var secret = ApiKeyFormat.New();
        await using var connection = await database.OpenConnectionAsync();
        return (await InsertAsync(connection, null, key, secret), secret);
    }

    /// <summary>The same within the transaction of a step that must not happen without it.</summary>
    internal static async Task<(ApiKey Key, Sensitive Secret)> CreateAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, NewApiKey key)
    {
        var secret = ApiKeyFormat.New();
        return (await InsertAsync(connection, transaction, key, secret), secret);
    }

    /// <summary>Makes sure that exactly this key works for the user; other keys of that name are revoked.</summary>
    public async Task EnsureAsync(NewApiKey key, Sensitive secret)
    {
        if (await VerifyAsync(secret, from: null) is { } known && known.UserId == key.UserId)
        {
            return;
        }

        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "update api_keys set revoked_at = now() where user_id = @UserId and name = @Name and revoked_at is null", new { key.UserId, key.Name });
        await InsertAsync(connection, null, key, secret);
    }

    /// <summary>The live key that <paramref name="secret"/> is, or null. Costs one bcrypt, some 50 ms, for each key of its prefix.</summary>
    /// <param name="from">The address that it came from, to be shown beside the key; null keeps the last one.</param>
    public async Task<ApiKey?> VerifyAsync(Sensitive secret, string? from)
    {
        var text = secret.Reveal();
        if (!ApiKeyFormat.IsWellFormed(text))
        {
            return null;
        }

        await using var connection = await database.OpenConnectionAsync();
        return (await connection.QueryAsync<ApiKeyRow>(
            $"""
            update api_keys set last_used_at = now(), last_used_from = coalesce(@from, last_used_from)
            where prefix = @prefix and {IsLive} and hash = crypt(@text, hash)
            returning {Columns}
            """,
            new { prefix = ApiKeyFormat.PrefixOf(text), text, from })).FirstOrDefault()?.ToKey();
    }

    /// <summary>
    /// Whether a key that was verified before may still be used: the cheap look, by id, that makes a revoked key fail on its
    /// next request.
    /// </summary>
    public async Task<bool> IsLiveAsync(ApiKeyId id)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<bool>($"select exists (select from api_keys where id = @id and {IsLive})", new { id });
    }

    /// <summary>The user's live keys, newest first.</summary>
    public async Task<IReadOnlyList<ApiKey>> ListAsync(UserId userId)
    {
        await using var connection = await database.OpenConnectionAsync();
        return [.. (await connection.QueryAsync<ApiKeyRow>(
            $"select {Columns} from api_keys where user_id = @userId and {IsLive} order by created_at desc, id", new { userId })).Select(r => r.ToKey())];
    }

    public async Task<bool> RevokeAsync(UserId userId, ApiKeyId id)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var revoked = await RevokeAsync(connection, transaction, userId, "id = @value", id.Value);
        await transaction.CommitAsync();
        return revoked > 0;
    }

    /// <summary>All of the user's keys at once, also for those who remember them.</summary>
    public async Task RevokeAllAsync(UserId userId)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await RevokeAllAsync(connection, transaction, userId);
        await transaction.CommitAsync();
    }

    /// <summary>The same within the transaction that closes the account.</summary>
    internal static Task RevokeAllAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, UserId userId)
        => RevokeAsync(connection, transaction, userId, "@value is null", null);

    private static async Task<int> RevokeAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, UserId userId, string which, Guid? value)
    {
        var revoked = (await connection.QueryAsync<ApiKeyId>(
            $"update api_keys set revoked_at = now() where user_id = @userId and revoked_at is null and {which} returning id", new { userId, value }, transaction)).AsList();
        foreach (var id in revoked)
        {
            await connection.ExecuteAsync("select pg_notify(@RevokedChannel, @id)", new { RevokedChannel, id = id.ToString() }, transaction);
        }

        return revoked.Count;
    }

    private static async Task<ApiKey> InsertAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, NewApiKey key, Sensitive secret)
    {
        var text = secret.Reveal();
        return (await connection.QuerySingleAsync<ApiKeyRow>(
            $"""
            insert into api_keys (id, user_id, name, prefix, hash, scopes, project, origin, expires_at)
            values (@Id, @UserId, @Name, @prefix, crypt(@text, gen_salt('bf', 10)), @scopes, @Project, @Origin, @ExpiresAt)
            returning {Columns}
            """,
            new
            {
                Id = ApiKeyId.New(),
                key.UserId,
                key.Name,
                prefix = ApiKeyFormat.PrefixOf(text),
                text,
                scopes = new[] { key.Scope.ToWire() },
                key.Project,
                key.Origin,
                key.ExpiresAt,
            },
            transaction)).ToKey();
    }

    private sealed class ApiKeyRow
    {
        public ApiKeyId Id { get; init; }

        public UserId UserId { get; init; }

        public required string Name { get; init; }

        public required string Prefix { get; init; }

        public required string[] Scopes { get; init; }

        public string? Project { get; init; }

        public required string Origin { get; init; }

        public DateTimeOffset CreatedAt { get; init; }

        public DateTimeOffset? LastUsedAt { get; init; }

        public string? LastUsedFrom { get; init; }

        public DateTimeOffset? ExpiresAt { get; init; }

        public ApiKey ToKey() => new(
            Id, UserId, Name, Prefix, KeyScopes.Widest(Scopes) ?? KeyScope.Read, Project, Origin, CreatedAt, LastUsedAt, LastUsedFrom, ExpiresAt);
    }
}
