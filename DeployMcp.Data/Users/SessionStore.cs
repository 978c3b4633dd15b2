using System.Buffers.Text;
using System.Security.Cryptography;
using Dapper;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Security;
using Npgsql;

namespace DeployMcp.Data.Users;

/// <param name="UserAgent">As the browser named itself at sign-in.</param>
/// <param name="LastSeenAt">To the minute.</param>
public sealed record LiveSession(string? UserAgent, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt);

/// <summary>
/// The browsers in which people are signed in. Only the SHA-256 of a session's 32 random bytes is kept: who reads the database
/// can't use it.
/// </summary>
public sealed class SessionStore(NpgsqlDataSource database)
{
    /// <summary>A session ends this long after its last use.</summary>
    public static readonly TimeSpan IdleTime = TimeSpan.FromDays(14);

    /// <summary>How exactly the last use is kept: a page with ten requests writes one row.</summary>
    private const string Precision = "1 minute";

    private const int MaxUserAgent = 200;

    /// <summary>The session's secret, for the cookie. Sign-in always makes a new one, so that none can be fixed beforehand.</summary>
    public async Task<Sensitive> CreateAsync(UserId userId, string? userAgent)
    {
        var secret = RandomNumberGenerator.GetBytes(32);
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            delete from sessions where expires_at < now();
            insert into sessions (hash, user_id, user_agent, expires_at) values (@hash, @userId, @agent, now() + @IdleTime)
            """,
            new { hash = SHA256.HashData(secret), userId, agent = userAgent?.Length > MaxUserAgent ? userAgent[..MaxUserAgent] : userAgent, IdleTime });
        return new Sensitive(Base64Url.EncodeToString(secret));
    }

    /// <summary>Whose live session this is, or null.</summary>
    public async Task<UserId?> FindAsync(Sensitive secret)
    {
        if (HashOf(secret) is not { } hash)
        {
            return null;
        }

        await using var connection = await database.OpenConnectionAsync();
        return await connection.QuerySingleOrDefaultAsync<UserId?>(
            $"""
            with live as (
                select s.user_id, s.last_seen_at from sessions s join users u on u.id = s.user_id
                where s.hash = @hash and s.expires_at > now() and u.deleted_at is null),
            seen as (
                update sessions set last_seen_at = now(), expires_at = now() + @IdleTime
                where hash = @hash and exists (select from live where last_seen_at < now() - interval '{Precision}'))
            select user_id from live
            """,
            new { hash, IdleTime });
    }

    /// <summary>The user's live sessions, last used first.</summary>
    public async Task<IReadOnlyList<LiveSession>> ListAsync(UserId userId)
    {
        await using var connection = await database.OpenConnectionAsync();
        return [.. (await connection.QueryAsync<(string? UserAgent, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt)>(
            "select user_agent, created_at, last_seen_at from sessions where user_id = @userId and expires_at > now() order by last_seen_at desc, created_at desc",
            new { userId })).Select(s => new LiveSession(s.UserAgent, s.CreatedAt, s.LastSeenAt))];
    }

    /// <summary>Signs out this browser.</summary>
    public async Task EndAsync(Sensitive secret)
    {
        if (HashOf(secret) is { } hash)
        {
            await using var connection = await database.OpenConnectionAsync();
            await connection.ExecuteAsync("delete from sessions where hash = @hash", new { hash });
        }
    }

    /// <summary>Signs the user out everywhere.</summary>
    public async Task EndAllAsync(UserId userId)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync("delete from sessions where user_id = @userId", new { userId });
    }

    private static byte[]? HashOf(Sensitive secret)
    {
        var text = secret.Reveal();
        return text.Length == 43 && Base64Url.IsValid(text) ? SHA256.HashData(Base64Url.DecodeFromChars(text)) : null;
    }
}
