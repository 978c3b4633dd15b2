using Dapper;
using DeployMcp.Data.Services;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Resources;
using Npgsql;

namespace DeployMcp.Data.Resources;

/// <summary>How a resource comes to be, within the transaction of whoever needs it.</summary>
internal static class ResourceInsertion
{
    /// <exception cref="ResourceQuotaException">The user has too many.</exception>
    /// <exception cref="ResourceNameTakenException">It is there where the caller can't see.</exception>
    public static async Task<EnsuredResource> EnsureAsync(NpgsqlConnection connection, ResourceInsert insert)
    {
        // The project before the user, in the order in which create_service locks them.
        var project = insert.Project is { } name ? await ServiceStore.EnsureProjectAsync(connection, insert.UserId, name) : (Guid?)null;

        // Two calls of one user come one after the other: both may be for the same name, or for the last place.
        await connection.ExecuteAsync("select id from users where id = @UserId for no key update", new { insert.UserId });
        if (await FindLiveAsync(connection, insert) is { } existing)
        {
            return new EnsuredResource(existing, ResourceOutcome.Existed);
        }

        if (await connection.ExecuteScalarAsync<int>("select count(*) from resources where user_id = @UserId and deleted_at is null", new { insert.UserId }) >= insert.MostOfUser)
        {
            throw new ResourceQuotaException(insert.MostOfUser);
        }

        if (await RestoreAsync(connection, insert) is { } restored)
        {
            return new EnsuredResource(restored, ResourceOutcome.Restored);
        }

        await InsertAsync(connection, insert, project);
        return new EnsuredResource(await ReadAsync(connection, insert.Id), ResourceOutcome.Created);
    }

    /// <summary>The service has exactly these from now on. Whoever deletes one of them waits for the transaction's end.</summary>
    /// <exception cref="ResourceQuotaException">The user has too many.</exception>
    /// <exception cref="ResourceNameTakenException">One is there where the caller can't see.</exception>
    public static async Task<IReadOnlyList<EnsuredResource>> EnsureAndAttachAsync(NpgsqlConnection connection, ServiceId serviceId, IReadOnlyList<ResourceInsert> inserts)
    {
        var resources = new List<EnsuredResource>();
        foreach (var insert in inserts)
        {
            resources.Add(await EnsureAsync(connection, insert));
        }

        await connection.ExecuteAsync("delete from service_resources where service_id = @serviceId", new { serviceId });
        await connection.ExecuteAsync(
            "insert into service_resources (service_id, resource_id, position) values (@serviceId, @resource, @position)",
            resources.Select((resource, position) => new { serviceId, resource = resource.Resource.Id, position }));
        return resources;
    }

    /// <summary>Held until the transaction ends: meanwhile the platform neither makes, removes nor brings back the database.</summary>
    public static async Task LockAsync(NpgsqlConnection connection, ResourceId id, CancellationToken cancellationToken)
        => await connection.ExecuteAsync(new CommandDefinition(
            "select pg_advisory_xact_lock(hashtextextended(@key, 0))", new { key = $"resource {id}" }, cancellationToken: cancellationToken));

    internal static async Task StoreSecretsAsync(NpgsqlConnection connection, ResourceId id, IReadOnlyList<EncryptedSecret> secrets)
        => await connection.ExecuteAsync(
            """
            insert into resource_secrets (resource_id, name, key_id, nonce, ciphertext) values (@id, @Name, @KeyId, @Nonce, @Ciphertext)
            on conflict (resource_id, name) do update set key_id = excluded.key_id, nonce = excluded.nonce, ciphertext = excluded.ciphertext
            """,
            secrets.Select(s => new { id, s.Name, s.Value.KeyId, s.Value.Nonce, s.Value.Ciphertext }));

    private static async Task<Resource?> FindLiveAsync(NpgsqlConnection connection, ResourceInsert insert)
    {
        var live = (await connection.QuerySingleOrDefaultAsync<ResourceRow>(
            $"select {ResourceRow.Columns} {ResourceRow.From} where r.user_id = @UserId and r.name = @Name and r.deleted_at is null for share of r",
            new { insert.UserId, insert.Name }))?.ToResource();
        return live is null || insert.Sees is null || live.Project == insert.Sees ? live : throw new ResourceNameTakenException(insert.Name);
    }

    /// <summary>
    /// After its time is over the data may be on its way out, and before that nobody removes it: the same lock and the same clock
    /// decide both.
    /// </summary>
    private static async Task<Resource?> RestoreAsync(NpgsqlConnection connection, ResourceInsert insert)
    {
        var id = await connection.QueryFirstOrDefaultAsync<ResourceId?>(
            $"""
            select r.id {ResourceRow.From}
            where r.user_id = @UserId and r.name = @Name and r.type = @type and r.deleted_at > now() - @restorable and (@Sees::text is null or p.name = @Sees)
            order by r.deleted_at desc limit 1
            """,
            new { insert.UserId, insert.Name, type = insert.Type.ToWire(), insert.Sees, restorable = ResourceLimits.Restorable });
        if (id is null)
        {
            return null;
        }

        await LockAsync(connection, id.Value, CancellationToken.None);
        var restored = await connection.ExecuteAsync(
            """
            update resources set status = case type when 'external' then 'ready' else 'provisioning' end, deleted_at = null, failure = null, changed_at = now()
            where id = @id and deleted_at > now() - @restorable
            """,
            new { id, restorable = ResourceLimits.Restorable });
        return restored > 0 ? await ReadAsync(connection, id.Value) : null;
    }

    private static async Task InsertAsync(NpgsqlConnection connection, ResourceInsert insert, Guid? project)
    {
        await connection.ExecuteAsync(
            """
            insert into resources (id, user_id, project_id, name, type, region, max_bytes, status)
            values (@Id, @UserId, @project, @Name, @type, @Region, @MaxBytes, @status)
            """,
            new
            {
                insert.Id,
                insert.UserId,
                project,
                insert.Name,
                type = insert.Type.ToWire(),
                insert.Region,
                insert.MaxBytes,
                status = (insert.Secrets.Count > 0 ? ResourceStatus.Ready : ResourceStatus.Provisioning).ToWire(),
            });
        await StoreSecretsAsync(connection, insert.Id, insert.Secrets);
    }

    private static async Task<Resource> ReadAsync(NpgsqlConnection connection, ResourceId id)
        => (await connection.QuerySingleAsync<ResourceRow>($"select {ResourceRow.Columns} {ResourceRow.From} where r.id = @id", new { id })).ToResource();
}
