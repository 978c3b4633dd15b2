using Dapper;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Resources;
using Npgsql;

namespace DeployMcp.Data.Resources;

/// <summary>Which databases a service has.</summary>
public sealed class ServiceResourceStore(NpgsqlDataSource database)
{
    /// <summary>In the order in which they were named.</summary>
    public async Task<IReadOnlyList<Resource>> ListAsync(ServiceId serviceId)
    {
        await using var connection = await database.OpenConnectionAsync();
        var rows = await connection.QueryAsync<ResourceRow>(
            $"select {ResourceRow.Columns} {ResourceRow.From} join service_resources sr on sr.resource_id = r.id where sr.service_id = @serviceId order by sr.position",
            new { serviceId });
        return [.. rows.Select(r => r.ToResource())];
    }
}
