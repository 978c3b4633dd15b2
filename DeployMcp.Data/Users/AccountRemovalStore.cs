using Dapper;
using DeployMcp.Data.Audit;
using DeployMcp.Data.Keys;
using DeployMcp.Domain.Identity;
using Npgsql;

namespace DeployMcp.Data.Users;

/// <summary>
/// The beginning and the end of an account's deletion. In between it is closed: nothing of it can be used, and nothing that it
/// holds (name, hosts, identities) can be taken by another.
/// </summary>
public sealed class AccountRemovalStore(NpgsqlDataSource database)
{
    /// <summary>
    /// Ends keys, sessions and git tokens and marks every service and database as deleted, all at once. May be repeated, and then also takes
    /// what a call that was under way has made meanwhile. False when there is no such user any more.
    /// </summary>
    public async Task<bool> CloseAsync(UserId userId)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var closed = await connection.ExecuteAsync(
            "update users set deleted_at = coalesce(deleted_at, now()) where id = @userId", new { userId }, transaction);
        await ApiKeyStore.RevokeAllAsync(connection, transaction, userId);
        await connection.ExecuteAsync(
            """
            delete from sessions where user_id = @userId;
            delete from git_tokens t using repos r where r.id = t.repo_id and r.user_id = @userId;
            update services set deleted_at = now() where user_id = @userId and deleted_at is null;
            update resources set status = 'deleted', deleted_at = now(), changed_at = now() where user_id = @userId and deleted_at is null
            """,
            new { userId },
            transaction);
        await transaction.CommitAsync();
        return closed > 0;
    }

    /// <summary>Users whose deletion was begun and has not ended.</summary>
    public async Task<IReadOnlyList<UserId>> ListClosedAsync()
    {
        await using var connection = await database.OpenConnectionAsync();
        return [.. await connection.QueryAsync<UserId>("select id from users where deleted_at is not null order by deleted_at")];
    }

    /// <summary>Every service of a closed account that is not gone yet.</summary>
    public async Task<IReadOnlyList<ServiceId>> ListServicesAsync(UserId userId)
    {
        await using var connection = await database.OpenConnectionAsync();
        return [.. await connection.QueryAsync<ServiceId>("select id from services where user_id = @userId and deleted_at is not null", new { userId })];
    }

    /// <summary>Every database of a closed account that is not gone yet.</summary>
    public async Task<IReadOnlyList<ResourceId>> ListResourcesAsync(UserId userId)
    {
        await using var connection = await database.OpenConnectionAsync();
        return [.. await connection.QueryAsync<ResourceId>("select id from resources where user_id = @userId and deleted_at is not null", new { userId })];
    }

    /// <summary>
    /// The last step: the user's row with all that hangs on it, and their name in the audit log, in one transaction. False when
    /// there is a service, repo or database still, which a call that was under way made after they had been removed; nothing is removed then.
    /// </summary>
    public async Task<bool> RemoveAsync(UserId userId)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();

        // Whoever is just adding something to this user holds a key share lock on the row: it is waited for here.
        await connection.ExecuteAsync("select from users where id = @userId for update", new { userId }, transaction);
        if (await connection.ExecuteScalarAsync<bool>(
            "select exists (select from services where user_id = @userId) or exists (select from repos where user_id = @userId) or exists (select from resources where user_id = @userId)", new { userId }, transaction))
        {
            return false;
        }

        await connection.ExecuteAsync("delete from users where id = @userId and deleted_at is not null", new { userId }, transaction);
        await AuditLog.AnonymiseAsync(connection, transaction, userId);
        await transaction.CommitAsync();
        return true;
    }
}
