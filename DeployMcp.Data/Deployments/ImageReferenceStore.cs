using Dapper;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Services;
using Npgsql;

namespace DeployMcp.Data.Deployments;

/// <summary>Which images of the registry are needed.</summary>
public sealed class ImageReferenceStore(NpgsqlDataSource database)
{
    /// <summary>Digests of what serves, is being deployed, or can be rolled back to, of all services.</summary>
    public async Task<IReadOnlySet<string>> ListDigestsInUseAsync()
    {
        await using var connection = await database.OpenConnectionAsync();
        var digests = await connection.QueryAsync<string>(
            """
            select d.revision->'image'->>'id' from deployments d
            where d.revision->'image'->>'reference' is not null and d.status = any(@inProgress)
            union
            select kept.digest from (
                select revision->'image'->>'id' as digest,
                       dense_rank() over (partition by service_id order by max(sequence) desc) as position
                from deployments
                where revision->'image'->>'reference' is not null and status in ('active', 'crashed', 'removed')
                group by service_id, revision->'image'->>'id') kept
            where kept.position <= @most
            union
            select revision->'image'->>'id' from deployments
            where revision->'image'->>'reference' is not null and status in ('active', 'crashed')
            """,
            new { most = ServiceLimits.KeptReleases, inProgress = DeploymentStatuses.InProgress.Select(s => s.ToWire()).ToArray() });
        return digests.ToHashSet(StringComparer.Ordinal);
    }
}
