using DeployMcp.LibSql.Backups;
using DeployMcp.LibSql.Databases;
using DeployMcp.LibSql.Hrana;
using DeployMcp.LibSql.Sqlite;

namespace DeployMcp.LibSql.Administration;

/// <summary>Backups: made now, listed, and put in the place of a database's content.</summary>
internal static class BackupEndpoints
{
    public static void MapBackups(this IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/databases/{name}/backups", ListBackups);
        app.MapPost("/v1/databases/{name}/backups", CreateBackupAsync);
        app.MapPost("/v1/databases/{name}/backups/{id}/restore", RestoreBackupAsync);
    }

    private static IResult ListBackups(string name, DatabaseRegistry databases)
        => databases.TryGet(name, out var database) ? Results.Json(BackupStore.List(database)) : DatabaseEndpoints.NotFound(name);

    private static async Task<IResult> CreateBackupAsync(string name, DatabaseRegistry databases, BackupStore backups)
    {
        if (!databases.TryGet(name, out var database))
            return DatabaseEndpoints.NotFound(name);
        try
        {
            return Results.Json(await Task.Run(() => backups.Create(database)), statusCode: StatusCodes.Status201Created);
        }
        catch (Exception e) when (e is HranaException or IOException)
        {
            return DatabaseEndpoints.Error(StatusCodes.Status507InsufficientStorage, $"The backup could not be made: {e.Message}");
        }
    }

    /// <summary>Whoever is connected is disconnected. What was written since the backup is gone, unless another is made before.</summary>
    private static async Task<IResult> RestoreBackupAsync(string name, string id, DatabaseRegistry databases)
    {
        if (!databases.TryGet(name, out var database))
            return DatabaseEndpoints.NotFound(name);
        if (BackupStore.Find(database, id) is not { } file)
            return DatabaseEndpoints.Error(StatusCodes.Status404NotFound, $"The database '{name}' has no backup '{id}'.");
        if (await Task.Run(() => SqliteBackup.FindDamage(file)) is { } damage)
            return DatabaseEndpoints.Error(StatusCodes.Status409Conflict, $"The backup is damaged: {damage}");
        await databases.ReplaceContentAsync(name, file);
        return databases.TryGet(name, out var restored) ? Results.Json(DatabaseView.Of(restored)) : DatabaseEndpoints.NotFound(name);
    }
}
