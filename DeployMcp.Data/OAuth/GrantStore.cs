using Dapper;
using DeployMcp.Data.Keys;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Security;
using Npgsql;

namespace DeployMcp.Data.OAuth;

/// <summary>What a client brings with a code.</summary>
/// <param name="Challenge">Made here of its verifier.</param>
/// <param name="Resource">Null when it names none.</param>
public sealed record CodeProof(string ClientId, string RedirectUri, string Challenge, string? Resource);

/// <summary>A key made for a client, with what it is renewed by.</summary>
public sealed record IssuedTokens(ApiKey Key, Sensitive AccessToken, Sensitive RefreshToken);

/// <summary>How a redemption ended: tokens, or keys that were revoked for it, or neither.</summary>
/// <param name="Owner">Whose grant was revoked; null when none was.</param>
/// <param name="Revoked">Keys that died because a code or refresh token came a second time.</param>
public sealed record Redemption(IssuedTokens? Tokens, UserId? Owner, IReadOnlyList<ApiKeyId> Revoked)
{
    public static Redemption Refused { get; } = new(null, null, []);
}

/// <summary>
/// What codes and refresh tokens turn into: API keys, made in the transaction that uses them up. Either of them coming again
/// means that two hold it, so everything that the grant gave is revoked (OAuth 2.1 sections 4.1.3 and 4.3.1).
/// </summary>
public sealed class GrantStore(NpgsqlDataSource database, TimeProvider time)
{
    public static readonly TimeSpan KeyLifetime = TimeSpan.FromDays(30);

    public static readonly TimeSpan RefreshLifetime = TimeSpan.FromDays(90);

    private const string IsUsable = "g.revoked_at is null and u.deleted_at is null";

    public async Task<Redemption> RedeemCodeAsync(Sensitive code, CodeProof proof)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var row = await connection.QuerySingleOrDefaultAsync<GrantRow>(
            $"""
            select {GrantRow.Columns}, c.hash, c.used_at, c.expires_at > now() and {IsUsable} as usable, c.redirect_uri, c.challenge
            from oauth_codes c join oauth_grants g on g.id = c.grant_id join users u on u.id = g.user_id
            where c.hash = @hash and g.client_id = @ClientId for update of c, g
            """,
            new { hash = OAuthSecret.HashOf(code), proof.ClientId },
            transaction);
        if (row is null)
        {
            return Redemption.Refused;
        }

        if (row.UsedAt is not null)
        {
            return await RevokeAsync(connection, transaction, row);
        }

        return row.Usable && row.IsProvedBy(proof) ? await IssueAsync(connection, transaction, "oauth_codes", row) : Redemption.Refused;
    }

    /// <summary>A new key and refresh token in place of those before. A key that was revoked by hand takes its refresh token along.</summary>
    /// <param name="resource">Null when the client names none.</param>
    public async Task<Redemption> RefreshAsync(Sensitive refreshToken, string clientId, string? resource)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var row = await connection.QuerySingleOrDefaultAsync<GrantRow>(
            $"""
            select {GrantRow.Columns}, r.hash, r.used_at, r.api_key_id, r.expires_at > now() and k.revoked_at is null and {IsUsable} as usable
            from oauth_refresh_tokens r join api_keys k on k.id = r.api_key_id join oauth_grants g on g.id = r.grant_id join users u on u.id = g.user_id
            where r.hash = @hash and g.client_id = @clientId for update of r, g
            """,
            new { hash = OAuthSecret.HashOf(refreshToken), clientId },
            transaction);
        if (row is null)
        {
            return Redemption.Refused;
        }

        if (row.UsedAt is not null)
        {
            return await RevokeAsync(connection, transaction, row);
        }

        if (!row.Usable || (resource is not null && resource != row.Resource))
        {
            return Redemption.Refused;
        }

        // None when its owner revoked it a moment ago: the refresh token dies with it.
        if (await ApiKeyStore.RevokeAsync(connection, transaction, row.UserId, [row.ApiKeyId!.Value]) == 0)
        {
            return Redemption.Refused;
        }

        var renewed = await IssueAsync(connection, transaction, "oauth_refresh_tokens", row);
        return renewed with { Revoked = [row.ApiKeyId.Value] };
    }

    /// <summary>Ends the grant that the refresh token or key belongs to (RFC 7009). What the client has no part in stays.</summary>
    public async Task<Redemption> RevokeAsync(string clientId, Sensitive? refreshToken, ApiKeyId? key)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var row = await connection.QueryFirstOrDefaultAsync<GrantRow>(
            $"""
            select {GrantRow.Columns}, r.hash, r.used_at, false as usable
            from oauth_grants g join oauth_refresh_tokens r on r.grant_id = g.id
            where g.client_id = @clientId and g.revoked_at is null and (r.hash = @hash or r.api_key_id = @key) for update of g
            """,
            new { clientId, hash = refreshToken is { } token ? OAuthSecret.HashOf(token) : null, key = key?.Value },
            transaction);
        return row is null ? Redemption.Refused : await RevokeAsync(connection, transaction, row);
    }

    private static async Task<Redemption> RevokeAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, GrantRow row)
    {
        await connection.ExecuteAsync("update oauth_grants set revoked_at = coalesce(revoked_at, now()) where id = @GrantId", new { row.GrantId }, transaction);
        var keys = (await connection.QueryAsync<ApiKeyId>("select api_key_id from oauth_refresh_tokens where grant_id = @GrantId", new { row.GrantId }, transaction)).AsList();
        await ApiKeyStore.RevokeAsync(connection, transaction, row.UserId, keys);
        await transaction.CommitAsync();
        return new Redemption(null, row.UserId, keys);
    }

    /// <param name="table">Where the used-up secret's row is: one of ours, never the client's word.</param>
    private async Task<Redemption> IssueAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string table, GrantRow row)
    {
        var (key, secret) = await ApiKeyStore.CreateAsync(connection, transaction, row.ToKey(time.GetUtcNow() + KeyLifetime));
        var refresh = OAuthSecret.New();
        await connection.ExecuteAsync(
            $"""
            update {table} set used_at = now() where hash = @Hash;
            insert into oauth_refresh_tokens (hash, grant_id, api_key_id, expires_at) values (@refresh, @GrantId, @key, now() + @RefreshLifetime)
            """,
            new { row.Hash, refresh = OAuthSecret.HashOf(refresh), row.GrantId, key = key.Id, RefreshLifetime },
            transaction);
        await transaction.CommitAsync();
        return new Redemption(new IssuedTokens(key, secret, refresh), row.UserId, []);
    }
}
