using Dapper;
using DeployMcp.Data.Sql;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Resources;
using Npgsql;

namespace DeployMcp.Data.Resources;

/// <summary>What the platform itself records while it makes, removes and looks after databases.</summary>
public sealed class ProvisioningStore(NpgsqlDataSource database)
{
    private const string Due = "r.status = 'deleted' and (r.deleted_at <= now() - @restorable or u.deleted_at is not null)";

    /// <summary>
    /// Held until disposed: nobody else of the platform works on this database meanwhile, and it is not brought back. What is
    /// read before may have changed; read it again.
    /// </summary>
    public async Task<IAsyncDisposable> LockAsync(ResourceId id, CancellationToken cancellationToken)
    {
        var connection = await database.OpenConnectionAsync(cancellationToken);
        try
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await ResourceInsertion.LockAsync(connection, id, cancellationToken);
            return new HeldTransaction(connection, transaction);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>The provider has it under this name, and clients find it there.</summary>
    public async Task SetLocationAsync(ResourceId id, string provider, string reference, EncryptedSecret url)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync("update resources set provider = @provider, reference = @reference where id = @id", new { id, provider, reference });
        await ResourceInsertion.StoreSecretsAsync(connection, id, [url]);
        await transaction.CommitAsync();
    }

    /// <summary>It answers, and this is how one gets in. False when it has been deleted meanwhile: then nothing is stored.</summary>
    public async Task<bool> SetReadyAsync(ResourceId id, EncryptedSecret token)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        if (await connection.ExecuteAsync(
            "update resources set status = 'ready', failure = null, changed_at = now() where id = @id and status in ('provisioning', 'failed', 'ready')", new { id }) == 0)
        {
            return false;
        }

        await ResourceInsertion.StoreSecretsAsync(connection, id, [token]);
        await transaction.CommitAsync();
        return true;
    }

    public async Task SetFailedAsync(ResourceId id, string why)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "update resources set status = 'failed', failure = @why, changed_at = now() where id = @id and status = 'provisioning'", new { id, why });
    }

    /// <summary>The provider takes the deleted one's token no more.</summary>
    public async Task ForgetTokenAsync(ResourceId id)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync("delete from resource_secrets where resource_id = @id and name = 'auth_token'", new { id });
    }

    /// <summary>Its time is over: deleted a day ago, or its account is being deleted.</summary>
    public async Task<bool> IsDueAsync(ResourceId id)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<bool>(
            $"select exists (select from resources r join users u on u.id = r.user_id where r.id = @id and {Due})", new { id, restorable = ResourceLimits.Restorable });
    }

    /// <summary>Removes the row of a deleted one.</summary>
    public async Task RemoveAsync(ResourceId id)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync("delete from resources where id = @id and status = 'deleted'", new { id });
    }

    /// <summary>Those that have been in the making for so long that whoever began it may have died.</summary>
    public async Task<IReadOnlyList<ResourceId>> ListUnfinishedAsync(TimeSpan patience)
    {
        await using var connection = await database.OpenConnectionAsync();
        return [.. await connection.QueryAsync<ResourceId>(
            "select id from resources where status = 'provisioning' and changed_at < now() - @patience", new { patience })];
    }

    /// <summary>Deleted ones with something left to do: a token that may still work, or data whose time is over.</summary>
    public async Task<IReadOnlyList<ResourceId>> ListRemovableAsync()
    {
        await using var connection = await database.OpenConnectionAsync();
        return [.. await connection.QueryAsync<ResourceId>(
            $"""
            select r.id from resources r join users u on u.id = r.user_id
            where {Due} or (r.status = 'deleted' and r.type <> 'external'
                and exists (select from resource_secrets s where s.resource_id = r.id and s.name = 'auth_token'))
            """,
            new { restorable = ResourceLimits.Restorable })];
    }

    /// <summary>The names under which the provider has what resources own.</summary>
    public async Task<IReadOnlySet<string>> ListReferencesAsync(string provider)
    {
        await using var connection = await database.OpenConnectionAsync();
        return (await connection.QueryAsync<string>(
            "select reference from resources where provider = @provider and reference is not null", new { provider })).ToHashSet(StringComparer.Ordinal);
    }
}
