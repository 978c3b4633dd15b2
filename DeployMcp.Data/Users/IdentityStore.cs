using Dapper;
using DeployMcp.Domain.Identity;
using Npgsql;

namespace DeployMcp.Data.Users;

public enum IdentityProvider
{
    Firebase,
    GitHub,
    Development,
}

/// <summary>A person as a provider knows them. <paramref name="Subject"/> never changes there; the rest may.</summary>
/// <param name="Email">Only when the provider has verified that it is theirs.</param>
public sealed record PersonIdentity(IdentityProvider Provider, string Subject, string? Email, string? Login, string? DisplayName);

/// <summary>An identity and since when it leads to its user.</summary>
public sealed record LinkedIdentity(IdentityProvider Provider, string Subject, string? Email, string? Login, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt);

/// <summary>Which identities of which providers lead to which user.</summary>
public sealed class IdentityStore(NpgsqlDataSource database)
{
    /// <summary>The user that signs in with this identity, or null when it is new (or its user is being deleted).</summary>
    public async Task<UserId?> SignInAsync(PersonIdentity identity)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await connection.QuerySingleOrDefaultAsync<UserId?>(
            """
            update identities i set last_used_at = now(), email = coalesce(@Email, i.email), login = coalesce(@Login, i.login)
            from users u
            where i.provider = @provider and i.subject = @Subject and u.id = i.user_id and u.deleted_at is null
            returning i.user_id
            """,
            new { provider = Wire(identity.Provider), identity.Subject, identity.Email, identity.Login });
    }

    /// <summary>
    /// A new user with this identity, under the first of these names that is free. Null when all are taken; the identity's user
    /// when another sign-in was faster.
    /// </summary>
    public async Task<UserId?> SignUpAsync(PersonIdentity identity, IReadOnlyList<string> names)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await LockAsync(connection, transaction, identity);
        if (await FindAsync(connection, transaction, identity) is { } faster)
        {
            return faster;
        }

        foreach (var name in names)
        {
            var id = UserId.New();
            var made = await connection.ExecuteAsync(
                "insert into users (id, name, email, display_name) values (@id, @name, @Email, @DisplayName) on conflict (name) do nothing",
                new { id, name, identity.Email, identity.DisplayName },
                transaction);
            if (made > 0)
            {
                await InsertAsync(connection, transaction, id, identity);
                await transaction.CommitAsync();
                return id;
            }
        }

        return null;
    }

    /// <summary>Adds the identity to a user who is signed in. False when it leads to another user already.</summary>
    public async Task<bool> LinkAsync(UserId userId, PersonIdentity identity)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await LockAsync(connection, transaction, identity);
        var owner = await FindAsync(connection, transaction, identity);
        if (owner is null)
        {
            await InsertAsync(connection, transaction, userId, identity);
            await transaction.CommitAsync();
        }

        return owner is null || owner == userId;
    }

    public async Task<IReadOnlyList<LinkedIdentity>> ListAsync(UserId userId)
    {
        await using var connection = await database.OpenConnectionAsync();
        return [.. (await connection.QueryAsync<IdentityRow>(
            "select provider, subject, email, login, created_at, last_used_at from identities where user_id = @userId order by created_at", new { userId })).Select(r => r.ToIdentity())];
    }

    /// <summary>Two sign-ins of one new person come one after the other.</summary>
    private static async Task LockAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, PersonIdentity identity)
        => await connection.ExecuteAsync(
            "select pg_advisory_xact_lock(hashtextextended(@key, 1))", new { key = $"{Wire(identity.Provider)}:{identity.Subject}" }, transaction);

    private static Task<UserId?> FindAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, PersonIdentity identity)
        => connection.QuerySingleOrDefaultAsync<UserId?>(
            "select user_id from identities where provider = @provider and subject = @Subject",
            new { provider = Wire(identity.Provider), identity.Subject },
            transaction);

    private static async Task InsertAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, UserId userId, PersonIdentity identity)
        => await connection.ExecuteAsync(
            "insert into identities (provider, subject, user_id, email, login) values (@provider, @Subject, @userId, @Email, @Login)",
            new { provider = Wire(identity.Provider), identity.Subject, userId, identity.Email, identity.Login },
            transaction);

    private static string Wire(IdentityProvider provider) => provider switch
    {
        IdentityProvider.Firebase => "firebase",
        IdentityProvider.GitHub => "github",
        _ => "development",
    };

    private sealed class IdentityRow
    {
        public required string Provider { get; init; }

        public required string Subject { get; init; }

        public string? Email { get; init; }

        public string? Login { get; init; }

        public DateTimeOffset CreatedAt { get; init; }

        public DateTimeOffset LastUsedAt { get; init; }

        public LinkedIdentity ToIdentity() => new(Enum.Parse<IdentityProvider>(Provider, ignoreCase: true), Subject, Email, Login, CreatedAt, LastUsedAt);
    }
}
