using Dapper;
using DeployMcp.Domain.Git;
using DeployMcp.Domain.Identity;
using Npgsql;

namespace DeployMcp.Data.Git;

/// <summary>A repository at GitHub as a user reaches it through an installation.</summary>
/// <param name="GitHubId">Stays the same when the repository is renamed or transferred.</param>
public sealed record GitHubRepo(long GitHubId, long InstallationId, string Owner, string Name, string? Description);

/// <summary>The users' repositories at GitHub, each by its id there.</summary>
public sealed class GitHubRepoStore(NpgsqlDataSource database)
{
    /// <summary>The user's row for the repository, under its present name; <c>Created</c> tells whether it is new.</summary>
    public async Task<(Repo Repo, bool Created)> EnsureAsync(UserId userId, string host, GitHubRepo repo)
    {
        await using var connection = await database.OpenConnectionAsync();
        var id = RepoId.New();
        var kept = await connection.QuerySingleAsync<Repo>(
            $"""
            insert into repos (id, user_id, host, account, name, description, github_id, installation_id)
            values (@id, @userId, @host, @Owner, @Name, @Description, @GitHubId, @InstallationId)
            on conflict (user_id, github_id) where github_id is not null
                do update set account = excluded.account, name = excluded.name, installation_id = excluded.installation_id
            returning {RepoStore.Columns}
            """,
            new { id, userId, host, repo.Owner, repo.Name, repo.Description, repo.GitHubId, repo.InstallationId });
        return (kept, kept.Id == id);
    }

    /// <summary>Where the repository is now: renamed, or reached through another installation.</summary>
    public async Task MoveAsync(RepoId id, string owner, string name, long installationId)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "update repos set account = @owner, name = @name, installation_id = @installationId where id = @id", new { id, owner, name, installationId });
    }

    /// <summary>The new name in the rows of all users who know the repository. For what GitHub itself says of it.</summary>
    /// <returns>How many rows there are.</returns>
    public async Task<int> RenameAsync(long gitHubId, string owner, string name)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await connection.ExecuteAsync("update repos set account = @owner, name = @name where github_id = @gitHubId", new { gitHubId, owner, name });
    }

    /// <summary>Whether no service of another project is made from the repo.</summary>
    public async Task<bool> IsOpenToAsync(RepoId id, string project)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<bool>(
            """
            select not exists (
                select from services s join projects p on p.id = s.project_id where s.repo_id = @id and s.deleted_at is null and p.name <> @project)
            """,
            new { id, project });
    }
}
