using System.Globalization;
using DeployMcp.Domain.Security;

namespace DeployMcp.Platform.Databases.Turso;

/// <summary>
/// Turso's platform API for one organisation (docs.turso.tech/api-reference, version 1). Nothing here rotates a group's keys, as that
/// would take every tenant's tokens in it out of use.
/// </summary>
/// <remarks>All throw <see cref="TursoException"/> for what won't mend and <see cref="TursoUnavailableException"/> for what may.</remarks>
internal sealed class TursoClient(TursoTransport transport, TursoOptions options)
{
    private const int PageSize = 100;

    private readonly string _organization = $"v1/organizations/{Uri.EscapeDataString(options.Organization)}";

    public async Task<IReadOnlyList<TursoGroup>> ListGroupsAsync(CancellationToken cancellationToken)
        => (await transport.SendAsync<GroupsAnswer>(new("list groups", HttpMethod.Get, $"{_organization}/groups"), cancellationToken)).Groups ?? [];

    /// <returns>Null when there is no such group.</returns>
    public Task<TursoGroup?> FindGroupAsync(string name, CancellationToken cancellationToken)
        => FindAsync(async () => (await transport.SendAsync<GroupAnswer>(new("retrieve group", HttpMethod.Get, Group(name)), cancellationToken)).Group);

    /// <exception cref="TursoConflictException">There is one of that name.</exception>
    public async Task<TursoGroup> CreateGroupAsync(string name, string location, CancellationToken cancellationToken)
        => (await transport.SendAsync<GroupAnswer>(new("create group", HttpMethod.Post, $"{_organization}/groups", new { name, location }), cancellationToken)).Group;

    /// <summary>Wakes a group that Turso put to sleep because nobody used it.</summary>
    public Task UnarchiveGroupAsync(string name, CancellationToken cancellationToken)
        => transport.SendAsync(new("unarchive group", HttpMethod.Post, $"{Group(name)}/unarchive"), cancellationToken);

    /// <summary>Codes of locations, and where they are.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ListLocationsAsync(CancellationToken cancellationToken)
        => (await transport.SendAsync<LocationsAnswer>(new("list locations", HttpMethod.Get, "v1/locations"), cancellationToken)).Locations
            ?? new Dictionary<string, string>(StringComparer.Ordinal);

    /// <param name="cursor">From the page before; null for the first.</param>
    public async Task<TursoPage> ListDatabasesAsync(string? cursor, CancellationToken cancellationToken)
    {
        var path = FormattableString.Invariant($"{_organization}/databases?limit={PageSize}{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}");
        var answer = await transport.SendAsync<DatabasesAnswer>(new("list databases", HttpMethod.Get, path), cancellationToken);
        return new TursoPage(answer.Databases ?? [], answer.Pagination?.Next is { Length: > 0 } next ? next : null);
    }

    /// <returns>Null when there is no such database.</returns>
    public Task<TursoDatabase?> FindDatabaseAsync(string name, CancellationToken cancellationToken)
        => FindAsync(async () => (await transport.SendAsync<DatabaseAnswer>(new("retrieve database", HttpMethod.Get, Database(name)), cancellationToken)).Database);

    /// <param name="maxBytes">Writes that would make it larger fail.</param>
    /// <exception cref="TursoConflictException">There is one of that name: perhaps of an earlier try of this very call.</exception>
    public async Task<TursoDatabase> CreateDatabaseAsync(string name, string group, long maxBytes, CancellationToken cancellationToken)
    {
        var order = new { name, group, size_limit = Bytes(maxBytes) };
        return (await transport.SendAsync<DatabaseAnswer>(new("create database", HttpMethod.Post, $"{_organization}/databases", order), cancellationToken)).Database;
    }

    /// <exception cref="TursoNotFoundException">There is none: perhaps since an earlier try of this very call.</exception>
    public Task DeleteDatabaseAsync(string name, CancellationToken cancellationToken)
        => transport.SendAsync(new("delete database", HttpMethod.Delete, Database(name)), cancellationToken);

    public Task<TursoConfiguration> GetConfigurationAsync(string name, CancellationToken cancellationToken)
        => transport.SendAsync<TursoConfiguration>(new("retrieve configuration", HttpMethod.Get, $"{Database(name)}/configuration"), cancellationToken);

    /// <summary>Sets the size limit and takes a block away; the rest of the configuration stays.</summary>
    public Task<TursoConfiguration> OpenAsync(string name, long maxBytes, CancellationToken cancellationToken)
        => ConfigureAsync(name, new { size_limit = Bytes(maxBytes), block_reads = false, block_writes = false }, cancellationToken);

    /// <summary>Has the database refuse every query, whatever the token.</summary>
    public Task<TursoConfiguration> BlockAsync(string name, CancellationToken cancellationToken)
        => ConfigureAsync(name, new { block_reads = true, block_writes = true }, cancellationToken);

    /// <summary>Of the current calendar month; the bytes are those of now.</summary>
    public async Task<TursoUsage> GetUsageAsync(string name, CancellationToken cancellationToken)
    {
        var answer = await transport.SendAsync<UsageAnswer>(new("retrieve usage", HttpMethod.Get, $"{Database(name)}/usage"), cancellationToken);
        return answer.Database.Total ?? answer.Database.Usage ?? throw new TursoRejectedException("Turso's answer to retrieve usage has no sum.");
    }

    /// <param name="lifetime">In whole seconds, rounded up; null for a token that does not expire.</param>
    public async Task<Sensitive> CreateTokenAsync(string name, DatabaseAccess access, TimeSpan? lifetime, CancellationToken cancellationToken)
    {
        var expiration = lifetime is { } given ? FormattableString.Invariant($"{Math.Max(1, (long)Math.Ceiling(given.TotalSeconds))}s") : "never";
        var authorization = access == DatabaseAccess.Full ? "full-access" : "read-only";
        var call = new TursoCall("create token", HttpMethod.Post, $"{Database(name)}/auth/tokens?expiration={expiration}&authorization={authorization}");
        return new Sensitive((await transport.SendAsync<TokenAnswer>(call, cancellationToken)).Jwt);
    }

    /// <summary>Takes every token of this database out of use, and of no other.</summary>
    /// <exception cref="TursoRejectedException">It is in a group of the older kind, whose databases have one key together.</exception>
    public Task RotateTokensAsync(string name, CancellationToken cancellationToken)
        => transport.SendAsync(new("invalidate tokens", HttpMethod.Post, $"{Database(name)}/auth/rotate"), cancellationToken);

    private Task<TursoConfiguration> ConfigureAsync(string name, object changes, CancellationToken cancellationToken) => transport.SendAsync<TursoConfiguration>(
        new("update configuration", HttpMethod.Patch, $"{Database(name)}/configuration", changes), cancellationToken);

    private static async Task<T?> FindAsync<T>(Func<Task<T>> find)
        where T : class
    {
        try
        {
            return await find();
        }
        catch (TursoNotFoundException)
        {
            return null;
        }
    }

    private string Group(string name) => $"{_organization}/groups/{Uri.EscapeDataString(name)}";

    private string Database(string name) => $"{_organization}/databases/{Uri.EscapeDataString(name)}";

    private static string Bytes(long bytes) => bytes.ToString(CultureInfo.InvariantCulture);
}
