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
/// <param name="EmailVouched">Whether that is certain enough to lead to the same user as another identity with the same address.</param>
public sealed record PersonIdentity(
    IdentityProvider Provider, string Subject, string? Email, string? Login, string? DisplayName, bool EmailVouched = false);

public enum SignUpOutcome
{
    /// <summary>A new user.</summary>
    Created,

    /// <summary>Another sign-in of the same identity was faster.</summary>
    Known,

    /// <summary>Now leads to the user whose other identity has the same address, vouched for by both providers.</summary>
    Linked,

    /// <summary>All names are taken: there is no user.</summary>
    NamesTaken,

    /// <summary>The identity's user is being deleted: there is none to sign in as.</summary>
    BeingDeleted,
}

/// <param name="UserId">Meaningful unless the outcome says that there is no user.</param>
public sealed record SignUp(SignUpOutcome Outcome, UserId UserId)
{
    public bool HasUser => Outcome is not (SignUpOutcome.NamesTaken or SignUpOutcome.BeingDeleted);
}

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
            update identities i set last_used_at = now(), email = @Email, email_vouched = @EmailVouched, login = coalesce(@Login, i.login)
            from users u
            where i.provider = @provider and i.subject = @Subject and u.id = i.user_id and u.deleted_at is null
            returning i.user_id
            """,
            new { provider = Wire(identity.Provider), identity.Subject, identity.Email, identity.EmailVouched, identity.Login });
    }

    /// <summary>
    /// For an identity that leads nowhere yet: to the user whose other identity has the same vouched address, if that is exactly
    /// one; else to a new user under the first of these names that is free.
    /// </summary>
    public async Task<SignUp> SignUpAsync(PersonIdentity identity, IReadOnlyList<string> names)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await LockAsync(connection, transaction, identity);
        if (await FindAsync(connection, transaction, identity) is { } owner)
        {
            var isLive = await IsLiveAsync(connection, transaction, owner);
            return new SignUp(isLive ? SignUpOutcome.Known : SignUpOutcome.BeingDeleted, owner);
        }

        var signUp = await FindByEmailAsync(connection, transaction, identity) is { } same
            ? new SignUp(SignUpOutcome.Linked, same)
            : await CreateUserAsync(connection, transaction, identity, names);
        if (signUp.HasUser)
        {
            await InsertAsync(connection, transaction, signUp.UserId, identity);
            await transaction.CommitAsync();
        }

        return signUp;
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

    private static async Task<SignUp> CreateUserAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, PersonIdentity identity, IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            var id = UserId.New();
            var made = await connection.ExecuteAsync(
                "insert into users (id, name, email, display_name) values (@id, @name, @Email, @DisplayName) on conflict (name) do nothing",
                new { id, name, identity.Email, identity.DisplayName },
                transaction);
            if (made > 0)
            {
                return new SignUp(SignUpOutcome.Created, id);
            }
        }

        return new SignUp(SignUpOutcome.NamesTaken, default);
    }

    /// <summary>Two sign-ins of one new person come one after the other, also when they use two identities with one address.</summary>
    private static async Task LockAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, PersonIdentity identity)
    {
        const string Lock = "select pg_advisory_xact_lock(hashtextextended(@key, 1))";
        await connection.ExecuteAsync(Lock, new { key = $"{Wire(identity.Provider)}:{identity.Subject}" }, transaction);
        if (identity is { EmailVouched: true, Email: { } email })
        {
            await connection.ExecuteAsync(Lock, new { key = $"email:{email.ToLowerInvariant()}" }, transaction);
        }
    }

    /// <summary>Whose other identity has this address, vouched for as well. Null when that is nobody, or more than one.</summary>
    private static async Task<UserId?> FindByEmailAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, PersonIdentity identity)
    {
        if (identity is not { EmailVouched: true, Email: { } email })
        {
            return null;
        }

        var users = await connection.QueryAsync<UserId>(
            """
            select distinct i.user_id from identities i join users u on u.id = i.user_id
            where lower(i.email) = lower(@email) and i.email_vouched and u.deleted_at is null limit 2
            """,
            new { email },
            transaction);
        return users.AsList() is [var only] ? only : null;
    }

    private static Task<bool> IsLiveAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, UserId userId)
        => connection.ExecuteScalarAsync<bool>("select deleted_at is null from users where id = @userId", new { userId }, transaction);

    private static Task<UserId?> FindAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, PersonIdentity identity)
        => connection.QuerySingleOrDefaultAsync<UserId?>(
            "select user_id from identities where provider = @provider and subject = @Subject",
            new { provider = Wire(identity.Provider), identity.Subject },
            transaction);

    private static async Task InsertAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, UserId userId, PersonIdentity identity)
        => await connection.ExecuteAsync(
            "insert into identities (provider, subject, user_id, email, email_vouched, login) values (@provider, @Subject, @userId, @Email, @EmailVouched, @Login)",
            new { provider = Wire(identity.Provider), identity.Subject, userId, identity.Email, identity.EmailVouched, identity.Login },
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
