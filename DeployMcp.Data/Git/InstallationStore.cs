using Dapper;
using DeployMcp.Domain.Identity;
using Npgsql;

namespace DeployMcp.Data.Git;

/// <summary>What GitHub says of an installation of its App.</summary>
/// <param name="Account">The login of the user or organisation that it is installed on; it may change.</param>
/// <param name="AccountType"><c>User</c> or <c>Organization</c>.</param>
/// <param name="RepositorySelection"><c>all</c> or <c>selected</c>.</param>
public sealed record InstallationFacts(long Id, long AccountId, string Account, string AccountType, string RepositorySelection, bool Suspended);

/// <summary>An installation that a user has connected.</summary>
public sealed record ConnectedInstallation(
    long Id, UserId UserId, string Account, long? AccountId, string? AccountType, string RepositorySelection, bool Suspended, DateTimeOffset CreatedAt);

/// <summary>The installations of the GitHub App. Each belongs to the one user who connected it; a webhook alone connects none.</summary>
public sealed class InstallationStore(NpgsqlDataSource database)
{
    private const string Columns =
        "select id, user_id, account, account_id, account_type, repository_selection, suspended, created_at from github_installations";

    /// <summary>
    /// Connects it to this user. Whoever calls has checked that the user may. False when it is another user's, which changes nothing.
    /// </summary>
    public async Task<bool> UpsertAsync(UserId userId, InstallationFacts facts)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await connection.ExecuteAsync(
            """
            insert into github_installations as i (id, user_id, account, account_id, account_type, repository_selection, suspended)
            values (@Id, @userId, @Account, @AccountId, @AccountType, @RepositorySelection, @Suspended)
            on conflict (id) do update set account = excluded.account, account_id = excluded.account_id, account_type = excluded.account_type,
                repository_selection = excluded.repository_selection, suspended = excluded.suspended, updated_at = now()
            where i.user_id = excluded.user_id
            """,
            new { facts.Id, userId, facts.Account, facts.AccountId, facts.AccountType, facts.RepositorySelection, facts.Suspended }) > 0;
    }

    /// <summary>What GitHub says now, for an installation that is connected. False when nobody has connected it.</summary>
    public async Task<bool> UpdateAsync(InstallationFacts facts)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await connection.ExecuteAsync(
            """
            update github_installations set account = @Account, account_id = @AccountId, account_type = @AccountType,
                repository_selection = @RepositorySelection, suspended = @Suspended, updated_at = now()
            where id = @Id
            """,
            facts) > 0;
    }

    /// <summary>False when nobody has connected it.</summary>
    public async Task<bool> SuspendAsync(long id, bool suspended)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await connection.ExecuteAsync(
            "update github_installations set suspended = @suspended, updated_at = now() where id = @id", new { id, suspended }) > 0;
    }

    /// <summary>It was uninstalled. Its repositories' rows stay: another installation may give access to them again.</summary>
    public async Task<bool> RemoveAsync(long id)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await connection.ExecuteAsync("delete from github_installations where id = @id", new { id }) > 0;
    }

    public async Task<ConnectedInstallation?> FindAsync(long id)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await connection.QuerySingleOrDefaultAsync<ConnectedInstallation>($"{Columns} where id = @id", new { id });
    }

    /// <summary>By account.</summary>
    public async Task<IReadOnlyList<ConnectedInstallation>> ListAsync(UserId userId)
    {
        await using var connection = await database.OpenConnectionAsync();
        return [.. await connection.QueryAsync<ConnectedInstallation>($"{Columns} where user_id = @userId order by account", new { userId })];
    }
}
