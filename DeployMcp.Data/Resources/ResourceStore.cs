using Dapper;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Resources;
using DeployMcp.Domain.Security;
using Npgsql;

namespace DeployMcp.Data.Resources;

/// <summary>A resource beside the services that use it, as <c>project/name</c>.</summary>
public sealed record ResourceOverview(Resource Resource, IReadOnlyList<ServiceName> Services);

public sealed record ServiceName(string Project, string Name);

/// <summary>
/// The resources of users. Whoever is bound to a project (<c>sees</c>) finds those of that project only.
/// </summary>
public sealed class ResourceStore(NpgsqlDataSource database)
{
    private const string Visible = "r.user_id = @userId and (@sees::text is null or p.name = @sees)";

    /// <summary>Makes it, finds it, or brings a deleted one back, whichever there is to do.</summary>
    /// <exception cref="ResourceQuotaException">The user has too many.</exception>
    /// <exception cref="ResourceNameTakenException">It is there where the caller can't see.</exception>
    public async Task<EnsuredResource> EnsureAsync(ResourceInsert insert)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var ensured = await ResourceInsertion.EnsureAsync(connection, insert);
        await transaction.CommitAsync();
        return ensured;
    }

    public async Task<Resource?> FindAsync(UserId userId, string? sees, string name)
    {
        await using var connection = await database.OpenConnectionAsync();
        return (await connection.QuerySingleOrDefaultAsync<ResourceRow>(
            $"select {ResourceRow.Columns} {ResourceRow.From} where {Visible} and r.name = @name and r.deleted_at is null",
            new { userId, sees, name }))?.ToResource();
    }

    /// <summary>The one that was deleted last by that name and can still be brought back.</summary>
    public async Task<Resource?> FindDeletedAsync(UserId userId, string? sees, string name)
    {
        await using var connection = await database.OpenConnectionAsync();
        return (await connection.QueryFirstOrDefaultAsync<ResourceRow>(
            $"""
            select {ResourceRow.Columns} {ResourceRow.From}
            where {Visible} and r.name = @name and r.deleted_at > now() - @restorable order by r.deleted_at desc limit 1
            """,
            new { userId, sees, name, restorable = ResourceLimits.Restorable }))?.ToResource();
    }

    /// <summary>For the platform's own work; deleted ones are found too.</summary>
    public async Task<Resource?> FindAsync(ResourceId id)
    {
        await using var connection = await database.OpenConnectionAsync();
        return (await connection.QuerySingleOrDefaultAsync<ResourceRow>(
            $"select {ResourceRow.Columns} {ResourceRow.From} where r.id = @id", new { id }))?.ToResource();
    }

    /// <summary>By name, each with the services that use it.</summary>
    public async Task<IReadOnlyList<ResourceOverview>> ListAsync(UserId userId, string? sees)
    {
        await using var connection = await database.OpenConnectionAsync();
        var rows = await connection.QueryAsync<ResourceRow>(
            $"select {ResourceRow.Columns} {ResourceRow.From} where {Visible} and r.deleted_at is null order by r.name", new { userId, sees });
        var users = (await connection.QueryAsync<(Guid Resource, string Project, string Name)>(
            """
            select sr.resource_id, p.name, s.name from service_resources sr
            join resources r on r.id = sr.resource_id join services s on s.id = sr.service_id join projects p on p.id = s.project_id
            where r.user_id = @userId and s.deleted_at is null order by p.name, s.name
            """,
            new { userId })).ToLookup(u => u.Resource, u => new ServiceName(u.Project, u.Name));
        return [.. rows.Select(r => new ResourceOverview(r.ToResource(), [.. users[r.Id.Value]]))];
    }

    /// <summary>The services that use it.</summary>
    public async Task<IReadOnlyList<ServiceName>> ListServicesAsync(ResourceId id)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await ListServicesAsync(connection, id);
    }

    /// <summary>
    /// Marks it as deleted unless a service uses it. The name is free at once; its tokens and its data go later. Null when there
    /// is none by that name.
    /// </summary>
    /// <returns>With the services that kept it from being deleted; with none when it is.</returns>
    public async Task<ResourceOverview?> MarkDeletedAsync(UserId userId, string? sees, string name)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();

        // Attaching takes a share lock: a service that is just getting it is seen here, or doesn't get it.
        var found = (await connection.QuerySingleOrDefaultAsync<ResourceRow>(
            $"select {ResourceRow.Columns} {ResourceRow.From} where {Visible} and r.name = @name and r.deleted_at is null for update of r",
            new { userId, sees, name }))?.ToResource();
        if (found is null)
        {
            return null;
        }

        var users = await ListServicesAsync(connection, found.Id);
        if (users.Count > 0)
        {
            return new ResourceOverview(found, users);
        }

        var deletedAt = await connection.QuerySingleAsync<DateTimeOffset>(
            "update resources set status = 'deleted', deleted_at = now(), changed_at = now() where id = @Id returning deleted_at", new { found.Id });
        await transaction.CommitAsync();
        return new ResourceOverview(found with { Status = ResourceStatus.Deleted, DeletedAt = deletedAt }, []);
    }

    /// <summary>One that could not be made is to be tried again.</summary>
    public async Task RetryAsync(ResourceId id)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "update resources set status = 'provisioning', failure = null, changed_at = now() where id = @id and status = 'failed'", new { id });
    }

    /// <summary>Where it is and how one gets in; empty until it has been made.</summary>
    public async Task<IReadOnlyList<EncryptedSecret>> ReadSecretsAsync(ResourceId id)
    {
        await using var connection = await database.OpenConnectionAsync();
        var rows = await connection.QueryAsync<(string Name, string KeyId, byte[] Nonce, byte[] Ciphertext)>(
            "select name, key_id, nonce, ciphertext from resource_secrets where resource_id = @id", new { id });
        return [.. rows.Select(r => new EncryptedSecret(r.Name, new EncryptedValue(r.KeyId, r.Nonce, r.Ciphertext)))];
    }

    private static async Task<IReadOnlyList<ServiceName>> ListServicesAsync(NpgsqlConnection connection, ResourceId id)
        => [.. await connection.QueryAsync<ServiceName>(
            """
            select p.name as Project, s.name as Name from service_resources sr join services s on s.id = sr.service_id join projects p on p.id = s.project_id
            where sr.resource_id = @id and s.deleted_at is null order by p.name, s.name
            """,
            new { id })];
}
