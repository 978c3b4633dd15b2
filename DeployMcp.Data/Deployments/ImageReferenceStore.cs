using Dapper;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Services;
using Npgsql;

namespace DeployMcp.Data.Deployments;

/// <summary>A service, by what its images are named after.</summary>
/// <param name="IsBuilding">A build may be pushing an image that is in no row yet.</param>
public sealed record ImageOwner(UserId UserId, string Hostname, bool IsBuilding);

/// <summary>Which images of the registry are needed.</summary>
public sealed class ImageReferenceStore(NpgsqlDataSource database)
{
    /// <summary>All that there are, those among them whose removal is under way.</summary>
    public async Task<IReadOnlyList<ImageOwner>> ListServicesAsync()
    {
        await using var connection = await database.OpenConnectionAsync();
        var rows = await connection.QueryAsync<(UserId UserId, string Hostname, bool IsBuilding)>(
            """
            select s.user_id, s.hostname, bool_or(coalesce(d.status = 'building', false))
            from services s left join deployments d on d.service_id = s.id
            group by s.user_id, s.hostname
            """);
        return [.. rows.Select(r => new ImageOwner(r.UserId, r.Hostname, r.IsBuilding))];
    }

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
