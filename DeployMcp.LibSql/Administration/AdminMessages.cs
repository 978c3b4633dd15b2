using DeployMcp.LibSql.Backups;
using DeployMcp.LibSql.Databases;

namespace DeployMcp.LibSql.Administration;

/// <param name="MaxBytes">Null for the server's default, or for what it has.</param>
internal sealed record CreateDatabase(long? MaxBytes);

/// <param name="Access"><c>rw</c>, which is the default, or <c>ro</c>.</param>
/// <param name="ExpiresInSeconds">Null for a token that is good until it is revoked.</param>
internal sealed record MintToken(string? Access, long? ExpiresInSeconds);

internal sealed record MintedToken(string Token, string Access, DateTimeOffset? ExpiresAt);

internal sealed record DeletedDatabase(string Name, DateTimeOffset RestorableUntil);

internal sealed record AdminError(string Error);

/// <param name="State"><c>active</c> or <c>deleted</c>.</param>
/// <param name="Path">What follows scheme, host and port in the URL that clients are given; the last slash belongs to it.</param>
/// <param name="SizeBytes">Of the content and its write-ahead log.</param>
internal sealed record DatabaseView(
    string Name,
    string State,
    string Path,
    DateTimeOffset CreatedAt,
    long MaxBytes,
    long? SizeBytes = null,
    int? OpenStreams = null,
    DateTimeOffset? LastBackupAt = null,
    DateTimeOffset? RestorableUntil = null)
{
    public static DatabaseView Of(Database database) => new(
        database.Record.Name,
        "active",
        PathOf(database.Record.Name),
        database.Record.CreatedAt,
        database.Record.MaxBytes,
        database.SizeBytes,
        database.Streams.Count(),
        BackupStore.List(database) is [var newest, ..] ? newest.CreatedAt : null);

    public static DatabaseView OfDeleted(DatabaseRecord record, TimeSpan retention)
        => new(record.Name, "deleted", PathOf(record.Name), record.CreatedAt, record.MaxBytes, RestorableUntil: record.DeletedAt + retention);

    private static string PathOf(string name) => $"/db/{name}/";
}
