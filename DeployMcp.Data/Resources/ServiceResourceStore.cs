using Dapper;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Resources;
using Npgsql;

namespace DeployMcp.Data.Resources;

/// <summary>A database that a service has.</summary>
public sealed record AttachedResource(Resource Resource, bool HasToken)
{
    public ResourceUse Use => new(Resource.Name, HasToken);
}

/// <summary>Which databases services have.</summary>
public sealed class ServiceResourceStore(NpgsqlDataSource database)
{
    /// <summary>In the order in which they were named.</summary>
    public async Task<IReadOnlyList<AttachedResource>> ListAsync(ServiceId serviceId)
    {
        await using var connection = await database.OpenConnectionAsync();
        return [.. await connection.QueryAsync<ResourceRow, bool, AttachedResource>(
            $"""
            select {ResourceRow.Columns},
                r.type <> 'external' or exists (select from resource_secrets t where t.resource_id = r.id and t.name = 'auth_token') as has_token
            {ResourceRow.From} join service_resources sr on sr.resource_id = r.id where sr.service_id = @serviceId order by sr.position
            """,
            (row, hasToken) => new AttachedResource(row.ToResource(), hasToken),
            new { serviceId },
            splitOn: "has_token")];
    }

    /// <summary>The names of a service's databases; none when there is no such service.</summary>
    public async Task<IReadOnlyList<string>> ListNamesAsync(UserId userId, string project, string service)
    {
        await using var connection = await database.OpenConnectionAsync();
        return [.. await connection.QueryAsync<string>(
            """
            select r.name from service_resources sr join resources r on r.id = sr.resource_id
            join services s on s.id = sr.service_id join projects p on p.id = s.project_id
            where s.user_id = @userId and p.name = @project and s.name = @service and s.deleted_at is null order by sr.position
            """,
            new { userId, project, service })];
    }
}
