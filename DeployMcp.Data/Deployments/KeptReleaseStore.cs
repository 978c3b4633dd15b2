using Dapper;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Services;
using Npgsql;

namespace DeployMcp.Data.Deployments;

/// <summary>A deployment that has served and whose release is kept.</summary>
/// <param name="Version">The same for deployments that run the same release in the same way (port, memory, cpu).</param>
public sealed record KeptRelease(Deployment Deployment, string Version)
{
    public bool Serves => Deployment.Status is DeploymentStatus.Active or DeploymentStatus.Crashed;
}

/// <summary>What a service can be rolled back to, by the rule that keeps releases.</summary>
public sealed class KeptReleaseStore(NpgsqlDataSource database)
{
    private static readonly string[] Served = [.. new[] { DeploymentStatus.Active, DeploymentStatus.Crashed, DeploymentStatus.Removed }.Select(s => s.ToWire())];

    /// <summary>Newest first, the one that serves among them.</summary>
    public async Task<IReadOnlyList<KeptRelease>> ListAsync(ServiceId serviceId)
    {
        await using var connection = await database.OpenConnectionAsync();
        var rows = await connection.QueryAsync<DeploymentRow, string, KeptRelease>(
            $"""
            select {DeploymentRow.ColumnsOf("d")}, md5(d.artifact || (d.revision - 'deploymentId')::text) as version
            from deployments d
            join (
                select artifact from deployments
                where service_id = @serviceId and artifact is not null and status = any(@served)
                group by artifact order by max(sequence) desc limit @most) kept on kept.artifact = d.artifact
            where d.service_id = @serviceId and d.revision is not null and d.status = any(@served)
            order by d.sequence desc
            """,
            (deployment, version) => new KeptRelease(deployment.ToDeployment(), version),
            new { serviceId, most = ServiceLimits.KeptReleases, served = Served },
            splitOn: "version");
        return [.. rows];
    }
}
