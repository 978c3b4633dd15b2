using Dapper;
using DeployMcp.Domain.Git;
using DeployMcp.Domain.Identity;
using Npgsql;

namespace DeployMcp.Data.Git;

public sealed class RepoStore(NpgsqlDataSource database)
{
    internal const string Columns = "id, user_id, host, account, name, description, created_at, github_id, installation_id";
    private const string Select = $"select {Columns} from repos";

    /// <summary>For a key that is for one project: without what another project's service is made from.</summary>
    private const string IsOpenToProject =
        """
        (@onlyProject::text is null or not exists (
            select from services s join projects p on p.id = s.project_id where s.repo_id = repos.id and s.deleted_at is null and p.name <> @onlyProject))
        """;

    /// <summary>The internal repo of that name, made if there is none; <c>Created</c> tells which.</summary>
    public async Task<(Repo Repo, bool Created)> EnsureAsync(UserId userId, string host, string account, string name, string? description)
    {
        await using var connection = await database.OpenConnectionAsync();
        var inserted = await connection.ExecuteAsync(
            """
            insert into repos (id, user_id, host, account, name, description)
            values (@Id, @userId, @host, @account, @name, @description)
            on conflict (user_id, host, name) where github_id is null do nothing
            """,
            new { Id = RepoId.New(), userId, host, account, name, description });
        var repo = await connection.QuerySingleAsync<Repo>(
            $"{Select} where user_id = @userId and host = @host and name = @name and github_id is null", new { userId, host, name });
        return (repo, inserted > 0);
    }

    /// <param name="onlyProject">For a key that is for one project: a repo that another project's service is made from is not found.</param>
    public async Task<Repo?> FindAsync(UserId userId, string host, string name, string? onlyProject = null)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await connection.QuerySingleOrDefaultAsync<Repo>(
            $"""
            {Select} where user_id = @userId and host = @host and name = @name and github_id is null
            and {IsOpenToProject}
            """,
            new { userId, host, name, onlyProject });
    }

    /// <summary>By host, account and name.</summary>
    /// <param name="onlyProject">For a key that is for one project: without what another project's service is made from.</param>
    public async Task<IReadOnlyList<Repo>> ListAsync(UserId userId, string? onlyProject = null)
    {
        await using var connection = await database.OpenConnectionAsync();
        return [.. await connection.QueryAsync<Repo>(
            $"{Select} where user_id = @userId and {IsOpenToProject} order by host, account, name", new { userId, onlyProject })];
    }

    public async Task<Repo?> FindAsync(RepoId id)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await connection.QuerySingleOrDefaultAsync<Repo>($"{Select} where id = @id", new { id });
    }

    /// <summary>By its path on the git host; whoever asks has to check a token for it.</summary>
    public async Task<Repo?> FindByPathAsync(string host, string account, string name)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await connection.QuerySingleOrDefaultAsync<Repo>(
            $"{Select} where host = @host and account = @account and name = @name and github_id is null", new { host, account, name });
    }

    /// <summary>Its tokens go with it. Services that were made from it have to be gone before.</summary>
    public async Task RemoveAsync(RepoId id)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync("delete from repos where id = @id", new { id });
    }
}
