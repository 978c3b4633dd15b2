using Dapper;
using DeployMcp.Domain.Identity;
using Npgsql;

namespace DeployMcp.Data.Users;

/// <param name="GitAccount">The name on the internal git; null until the account workflow has made it.</param>
public sealed record User(UserId Id, string Name, string? GitAccount);

public sealed class UserStore(NpgsqlDataSource database)
{
    private const string Columns = "select u.id, u.name, g.username as git_account from users u left join git_accounts g on g.user_id = u.id";

    /// <summary>The user of that name, made if there is none.</summary>
    public async Task<User> EnsureAsync(string name)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "insert into users (id, name) values (@Id, @name) on conflict (name) do nothing", new { Id = UserId.New(), name });
        return await connection.QuerySingleAsync<User>($"{Columns} where u.name = @name", new { name });
    }

    /// <summary>A new user, or null when the name is taken.</summary>
    public async Task<User?> CreateAsync(string name)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await connection.QuerySingleOrDefaultAsync<User>(
            "insert into users (id, name) values (@Id, @name) on conflict (name) do nothing returning id, name, null::text as git_account",
            new { Id = UserId.New(), name });
    }

    public async Task<User?> FindAsync(UserId id)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await connection.QuerySingleOrDefaultAsync<User>($"{Columns} where u.id = @id", new { id });
    }

    /// <summary>The user's account on the internal git: the one there is, else <paramref name="username"/>, else null as that is taken.</summary>
    public async Task<string?> ClaimGitAccountAsync(UserId id, string username)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "insert into git_accounts (user_id, username) values (@id, @username) on conflict do nothing", new { id, username });
        return await connection.QuerySingleOrDefaultAsync<string>("select username from git_accounts where user_id = @id", new { id });
    }
}
