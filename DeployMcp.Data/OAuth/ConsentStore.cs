using Dapper;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Security;
using Npgsql;

namespace DeployMcp.Data.OAuth;

/// <summary>Whom a pending request belongs to: a user, in one browser.</summary>
/// <param name="Session">SHA-256 of the session's cookie.</param>
public sealed record ConsentOwner(UserId UserId, byte[] Session);

/// <summary>An authorization request that was checked and waits for the person's answer.</summary>
/// <param name="Scope">The widest that the person may give.</param>
/// <param name="Challenge">PKCE's, by S256.</param>
/// <param name="State">The client's, to be given back as it is.</param>
public sealed record PendingRequest(
    string ClientId, string ClientName, string RedirectUri, string? State, KeyScope Scope, string Challenge, string Resource);

/// <summary>Requests between the consent page and its answer, and the codes that come of them.</summary>
public sealed class ConsentStore(NpgsqlDataSource database)
{
    /// <summary>How long a person may think.</summary>
    public static readonly TimeSpan RequestLifetime = TimeSpan.FromMinutes(10);

    /// <summary>How long a client may take to redeem a code (OAuth 2.1 section 4.1.2 asks for at most ten minutes).</summary>
    public static readonly TimeSpan CodeLifetime = TimeSpan.FromSeconds(60);

    private const string IsPending = "hash = @hash and user_id = @UserId and session = @Session and expires_at > now()";

    /// <summary>The name under which the page asks for the answer.</summary>
    public async Task<Sensitive> AddAsync(ConsentOwner owner, PendingRequest request)
    {
        var name = OAuthSecret.New();
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            delete from oauth_requests where expires_at < now();
            insert into oauth_requests (hash, user_id, session, client_id, client_name, redirect_uri, state, scope, challenge, resource, expires_at)
            values (@hash, @UserId, @Session, @ClientId, @ClientName, @RedirectUri, @State, @scope, @Challenge, @Resource, now() + @RequestLifetime)
            """,
            new
            {
                hash = OAuthSecret.HashOf(name),
                owner.UserId,
                owner.Session,
                request.ClientId,
                request.ClientName,
                request.RedirectUri,
                request.State,
                scope = request.Scope.ToWire(),
                request.Challenge,
                request.Resource,
                RequestLifetime,
            });
        return name;
    }

    /// <summary>Null when it is unknown, answered, expired, or another's.</summary>
    public async Task<PendingRequest?> FindAsync(ConsentOwner owner, Sensitive name)
    {
        await using var connection = await database.OpenConnectionAsync();
        return (await connection.QuerySingleOrDefaultAsync<RequestRow>(
            $"select {RequestRow.Columns} from oauth_requests where {IsPending}", KeyOf(owner, name)))?.ToRequest();
    }

    /// <summary>Answers with no. False when there was nothing to answer.</summary>
    public async Task<bool> DenyAsync(ConsentOwner owner, Sensitive name)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await connection.ExecuteAsync($"delete from oauth_requests where {IsPending}", KeyOf(owner, name)) > 0;
    }

    /// <summary>Answers with yes: the request ends and a code for it begins, both or neither. Null when there was nothing to answer.</summary>
    /// <param name="project">The one project that it is for; null for all.</param>
    public async Task<Sensitive?> AllowAsync(ConsentOwner owner, Sensitive name, KeyScope scope, string? project)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var row = await connection.QuerySingleOrDefaultAsync<RequestRow>(
            $"delete from oauth_requests where {IsPending} returning {RequestRow.Columns}", KeyOf(owner, name), transaction);
        if (row is null)
        {
            return null;
        }

        var code = OAuthSecret.New();
        await connection.ExecuteAsync(
            """
            delete from oauth_grants g where user_id = @UserId and created_at < now() - interval '180 days'
                and not exists (select from oauth_refresh_tokens r where r.grant_id = g.id and r.expires_at > now());
            insert into oauth_grants (id, user_id, client_id, client_name, scope, project, resource)
            values (@grant, @UserId, @ClientId, @ClientName, @scope, @project, @Resource);
            insert into oauth_codes (hash, grant_id, redirect_uri, challenge, expires_at) values (@hash, @grant, @RedirectUri, @Challenge, now() + @CodeLifetime);
            update oauth_clients set granted_at = now() where id = @ClientId
            """,
            new
            {
                grant = Guid.CreateVersion7(),
                owner.UserId,
                row.ClientId,
                row.ClientName,
                scope = scope.ToWire(),
                project,
                row.Resource,
                hash = OAuthSecret.HashOf(code),
                row.RedirectUri,
                row.Challenge,
                CodeLifetime,
            },
            transaction);
        await transaction.CommitAsync();
        return code;
    }

    private static object KeyOf(ConsentOwner owner, Sensitive name) => new { hash = OAuthSecret.HashOf(name), owner.UserId, owner.Session };

    private sealed class RequestRow
    {
        public const string Columns = "client_id, client_name, redirect_uri, state, scope, challenge, resource";

        public required string ClientId { get; init; }

        public required string ClientName { get; init; }

        public required string RedirectUri { get; init; }

        public string? State { get; init; }

        public required string Scope { get; init; }

        public required string Challenge { get; init; }

        public required string Resource { get; init; }

        public PendingRequest ToRequest() => new(ClientId, ClientName, RedirectUri, State, KeyScopes.Widest([Scope])!.Value, Challenge, Resource);
    }
}
