using DeployMcp.LibSql.Configuration;
using DeployMcp.LibSql.Databases;
using DeployMcp.LibSql.Hrana;
using DeployMcp.LibSql.Tokens;

namespace DeployMcp.LibSql.Administration;

/// <summary>
/// Databases and their tokens, for the platform: JSON in camel case, errors as <c>{"error": "…"}</c>. Every call can be repeated.
/// </summary>
internal static class DatabaseEndpoints
{
    private const long SmallestDatabase = 64 * 1024;

    public static void MapDatabases(this IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/databases", ListDatabases);
        app.MapGet("/v1/databases/{name}", GetDatabase);
        app.MapPut("/v1/databases/{name}", CreateDatabaseAsync);
        app.MapDelete("/v1/databases/{name}", DeleteDatabaseAsync);
        app.MapPost("/v1/databases/{name}/restore", RestoreDatabaseAsync);
        app.MapPost("/v1/databases/{name}/tokens", MintDatabaseToken);
        app.MapPost("/v1/databases/{name}/tokens/rotate", RotateTokensAsync);
    }

    public static IResult NotFound(string name) => Error(StatusCodes.Status404NotFound, $"There is no database '{name}'.");

    public static IResult Error(int status, string message) => Results.Json(new AdminError(message), statusCode: status);

    private static DatabaseView[] ListDatabases(DatabaseRegistry databases, LibSqlSettings settings) =>
    [
        .. databases.All.Select(d => DatabaseView.Of(d)).OrderBy(d => d.Name, StringComparer.Ordinal),
        .. databases.ListDeleted().Select(r => DatabaseView.OfDeleted(r, settings.Limits.DeletedRetention)).OrderBy(d => d.RestorableUntil),
    ];

    private static IResult GetDatabase(string name, DatabaseRegistry databases)
        => databases.TryGet(name, out var database) ? Results.Json(DatabaseView.Of(database)) : NotFound(name);

    private static async Task<IResult> CreateDatabaseAsync(string name, CreateDatabase? request, DatabaseRegistry databases)
    {
        if (!DatabaseName.IsValid(name))
            return Error(StatusCodes.Status400BadRequest, DatabaseName.Rule);
        if (request?.MaxBytes < SmallestDatabase)
            return Error(StatusCodes.Status400BadRequest, $"maxBytes must be at least {SmallestDatabase}.");
        try
        {
            var (database, isNew) = await databases.CreateAsync(name, request?.MaxBytes);
            return Results.Json(DatabaseView.Of(database), statusCode: isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
        }
        catch (Exception e) when (e is HranaException or IOException)
        {
            return Error(StatusCodes.Status507InsufficientStorage, $"The database could not be made: {e.Message}");
        }
    }

    private static async Task<IResult> DeleteDatabaseAsync(string name, DatabaseRegistry databases)
        => await databases.DeleteAsync(name) is { } until ? Results.Json(new DeletedDatabase(name, until)) : NotFound(name);

    private static async Task<IResult> RestoreDatabaseAsync(string name, DatabaseRegistry databases)
    {
        if (await databases.RestoreDeletedAsync(name) is { } restored)
            return Results.Json(DatabaseView.Of(restored));
        return databases.TryGet(name, out _)
            ? Error(StatusCodes.Status409Conflict, $"The database '{name}' exists; delete it before the earlier one is restored.")
            : Error(StatusCodes.Status404NotFound, $"No database '{name}' was deleted within the time in which it can be restored.");
    }

    private static IResult MintDatabaseToken(string name, MintToken? request, DatabaseRegistry databases, TokenService tokens, TimeProvider time)
    {
        var access = request?.Access ?? TokenClaims.ReadWrite;
        if (access is not (TokenClaims.ReadWrite or TokenClaims.ReadOnly))
            return Error(StatusCodes.Status400BadRequest, "access must be 'rw' or 'ro'.");
        if (request?.ExpiresInSeconds is < 1 or > 315_360_000)
            return Error(StatusCodes.Status400BadRequest, "expiresInSeconds must be between 1 and 315360000, which is ten years.");
        if (!databases.TryGet(name, out var database))
            return NotFound(name);
        TimeSpan? lifetime = request?.ExpiresInSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        var token = tokens.Mint(database, access == TokenClaims.ReadWrite ? TokenAccess.ReadWrite : TokenAccess.ReadOnly, lifetime);
        return Results.Json(new MintedToken(token, access, lifetime is { } length ? time.GetUtcNow() + length : null));
    }

    private static async Task<IResult> RotateTokensAsync(string name, DatabaseRegistry databases)
        => await databases.RotateTokensAsync(name) ? Results.NoContent() : NotFound(name);
}
