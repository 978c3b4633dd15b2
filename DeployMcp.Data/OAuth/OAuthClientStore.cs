using Dapper;
using DeployMcp.Domain.Security;
using Npgsql;

namespace DeployMcp.Data.OAuth;

/// <summary>How a client proves at the token endpoint that it is itself (RFC 7591 section 2).</summary>
public enum ClientAuthMethod
{
    /// <summary>It can't: a public client, held to its requests by PKCE alone.</summary>
    None,
    ClientSecretPost,
    ClientSecretBasic,
}

/// <param name="SecretHash">Null for a public client.</param>
public sealed record RegisteredClient(string Id, string Name, IReadOnlyList<string> RedirectUris, ClientAuthMethod AuthMethod, byte[]? SecretHash);

/// <summary>Clients that registered themselves.</summary>
public sealed class OAuthClientStore(NpgsqlDataSource database)
{
    /// <summary>One that nobody let in for this long is forgotten: registering is open to all, and most try only once.</summary>
    public static readonly TimeSpan UnusedLifetime = TimeSpan.FromDays(7);

    private static readonly string[] Methods = ["none", "client_secret_post", "client_secret_basic"];

    public static string Wire(ClientAuthMethod method) => Methods[(int)method];

    /// <summary>Null when there is no such method here.</summary>
    public static ClientAuthMethod? MethodOf(string wire) => Array.IndexOf(Methods, wire) is >= 0 and var index ? (ClientAuthMethod)index : null;

    /// <summary>The client with a new id, and its secret unless it is public.</summary>
    public async Task<(RegisteredClient Client, Sensitive? Secret)> RegisterAsync(string name, IReadOnlyList<string> redirectUris, ClientAuthMethod method)
    {
        Sensitive? secret = method == ClientAuthMethod.None ? null : OAuthSecret.New();
        var client = new RegisteredClient(
            $"client_{OAuthSecret.New().Reveal()[..22]}", name, redirectUris, method, secret is { } made ? OAuthSecret.HashOf(made) : null);
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            delete from oauth_clients where granted_at is null and created_at < now() - @UnusedLifetime;
            insert into oauth_clients (id, name, redirect_uris, auth_method, secret_hash) values (@Id, @Name, @uris, @method, @SecretHash)
            """,
            new { UnusedLifetime, client.Id, client.Name, uris = redirectUris.ToArray(), method = Wire(method), client.SecretHash });
        return (client, secret);
    }

    public async Task<RegisteredClient?> FindAsync(string id)
    {
        await using var connection = await database.OpenConnectionAsync();
        var row = await connection.QuerySingleOrDefaultAsync<ClientRow>(
            "select id, name, redirect_uris, auth_method, secret_hash from oauth_clients where id = @id", new { id });
        return row is null ? null : new RegisteredClient(row.Id, row.Name, row.RedirectUris, MethodOf(row.AuthMethod)!.Value, row.SecretHash);
    }

    private sealed class ClientRow
    {
        public required string Id { get; init; }

        public required string Name { get; init; }

        public required string[] RedirectUris { get; init; }

        public required string AuthMethod { get; init; }

        public byte[]? SecretHash { get; init; }
    }
}
