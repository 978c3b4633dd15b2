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

    /// <summary>
    /// What an installation covers now: the rows of these repositories get their present names, those of its own user the way to
    /// them, and the rows of repositories that it does not cover any more lose it.
    /// </summary>
    public async Task CoverAsync(long installationId, IReadOnlyCollection<GitHubRepo> covered)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync(
            """
            update repos r set account = c.owner, name = c.name from unnest(@ids, @owners, @names) as c (id, owner, name)
            where r.github_id = c.id and (r.account, r.name) is distinct from (c.owner, c.name);
            update repos r set installation_id = i.id from github_installations i
            where i.id = @installationId and r.user_id = i.user_id and r.github_id = any(@ids) and r.installation_id is distinct from i.id;
            update repos set installation_id = null where installation_id = @installationId and github_id <> all(@ids)
            """,
            new
            {
                installationId,
                ids = covered.Select(r => r.GitHubId).ToArray(),
                owners = covered.Select(r => r.Owner).ToArray(),
                names = covered.Select(r => r.Name).ToArray(),
            },
            transaction);
        await transaction.CommitAsync();
    }
}
