using Dapper;
using DeployMcp.Domain.Identity;
using Npgsql;

namespace DeployMcp.Data.Audit;

/// <param name="KeyName">The key that it was done with; null for a session, and for a key that is gone.</param>
public sealed record AuditEntry(long Id, DateTimeOffset At, string Action, string Target, string Outcome, string? KeyName, string? KeyPrefix);

/// <summary>What a user has done, to be read.</summary>
public sealed class AuditHistory(NpgsqlDataSource database)
{
    /// <summary>Newest first.</summary>
    /// <param name="before">Only entries older than this one; null for the newest.</param>
    public async Task<IReadOnlyList<AuditEntry>> ListAsync(UserId userId, long? before, int most)
    {
        await using var connection = await database.OpenConnectionAsync();
        return [.. await connection.QueryAsync<AuditEntry>(
            """
            select a.id, a.at, a.action, a.target, a.outcome, k.name as key_name, k.prefix as key_prefix
            from audit_log a left join api_keys k on k.id = a.api_key_id and k.user_id = a.user_id
            where a.user_id = @userId and (@before::bigint is null or a.id < @before)
            order by a.id desc limit @most
            """,
            new { userId, before, most })];
    }
}
