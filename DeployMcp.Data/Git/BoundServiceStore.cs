using Dapper;
using DeployMcp.Domain.Identity;
using Npgsql;

namespace DeployMcp.Data.Git;

/// <summary>A service that follows a branch of an internal repo, and the commit that its newest deployment of that branch is for.</summary>
/// <param name="NewestCommit">
/// Null when there is no deployment, or its commit was never resolved. A rollback doesn't count: what was rolled back from stays
/// known, and is not deployed again.
/// </param>
/// <param name="InProgress">Whether the newest deployment is still on its way.</param>
public sealed record BoundService(
    ServiceId Id, string Project, string Name, string Hostname, string Branch, string? NewestCommit, bool InProgress);

/// <summary>What the git server compares its branches with.</summary>
public sealed class BoundServiceStore(NpgsqlDataSource database)
{
    /// <summary>Every internal repo that at least one service follows.</summary>
    public async Task<IReadOnlyList<RepoId>> ListReposAsync()
    {
        await using var connection = await database.OpenConnectionAsync();
        return [.. await connection.QueryAsync<RepoId>(
            "select distinct s.repo_id from services s join repos r on r.id = s.repo_id where r.github_id is null and s.auto_deploy and s.deleted_at is null")];
    }

    public async Task<IReadOnlyList<BoundService>> ListAsync(RepoId repoId)
    {
        await using var connection = await database.OpenConnectionAsync();
        return [.. await connection.QueryAsync<BoundService>(
            """
            select s.id, p.name as project, s.name, s.hostname, s.spec->>'branch' as branch, newest.commit_sha as newest_commit,
                coalesce(newest.status in ('queued', 'building', 'deploying'), false) as in_progress
            from services s
            join projects p on p.id = s.project_id
            left join lateral (
                select * from deployments where service_id = s.id and trigger <> 'rollback' order by sequence desc limit 1) newest on true
            where s.repo_id = @repoId and s.auto_deploy and s.deleted_at is null
            order by p.name, s.name
            """,
            new { repoId })];
    }
}
