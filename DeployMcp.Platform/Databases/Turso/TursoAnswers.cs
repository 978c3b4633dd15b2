using System.Text.Json.Serialization;

namespace DeployMcp.Platform.Databases.Turso;

// Shapes of docs.turso.tech/api-reference, as far as they are used; names are read whatever their case, as Turso itself mixes it.

/// <param name="Archived">Asleep: nobody has used it for long, on a free plan.</param>
internal sealed record TursoGroup(string Name, bool Archived = false);

/// <param name="Hostname">Where the database is spoken to.</param>
internal sealed record TursoDatabase(string Name, string Hostname);

/// <param name="Next">The cursor of the next page; null at the last one.</param>
internal sealed record TursoPage(IReadOnlyList<TursoDatabase> Databases, string? Next);

/// <param name="SizeLimit">Bytes, or a number with a unit: <c>256mb</c>, <c>1gb</c>. Null or empty for none.</param>
internal sealed record TursoConfiguration([property: JsonPropertyName("size_limit")] string? SizeLimit = null);

/// <param name="RowsRead">In the current calendar month.</param>
/// <param name="RowsWritten">In the current calendar month.</param>
internal sealed record TursoUsage(
    [property: JsonPropertyName("rows_read")] long RowsRead = 0,
    [property: JsonPropertyName("rows_written")] long RowsWritten = 0,
    [property: JsonPropertyName("storage_bytes")] long StorageBytes = 0);

internal sealed record GroupAnswer(TursoGroup Group);

internal sealed record GroupsAnswer(IReadOnlyList<TursoGroup>? Groups = null);

internal sealed record LocationsAnswer(IReadOnlyDictionary<string, string>? Locations = null);

internal sealed record DatabaseAnswer(TursoDatabase Database);

internal sealed record DatabasesAnswer(IReadOnlyList<TursoDatabase>? Databases = null, PaginationAnswer? Pagination = null);

internal sealed record PaginationAnswer(string? Next = null);

internal sealed record UsageAnswer(DatabaseUsageAnswer Database);

/// <summary>The reference calls the sum <c>total</c>, Turso's own clients read <c>usage</c>.</summary>
internal sealed record DatabaseUsageAnswer(TursoUsage? Total = null, TursoUsage? Usage = null);

/// <summary>A class, as a record's text would show the token.</summary>
internal sealed class TokenAnswer
{
    public required string Jwt { get; init; }
}
