using System.Text.Json;

namespace DeployMcp.LibSql.Databases;

/// <summary>What is kept of a database beside its content, in <c>database.json</c> of its directory.</summary>
/// <param name="File">The file of the content; a restored backup gets a new one, so that the change is this record's alone.</param>
/// <param name="Generation">Of its tokens: those of another one are refused.</param>
internal sealed record DatabaseRecord(string Name, DateTimeOffset CreatedAt, long MaxBytes, string File, string Generation, DateTimeOffset? DeletedAt = null)
{
    private const string FileName = "database.json";

    public static string NewGeneration() => Guid.NewGuid().ToString("N");

    /// <returns>Null when the directory has none: a creation that was cut short.</returns>
    public static DatabaseRecord? Read(string directory)
    {
        var path = Path.Combine(directory, FileName);
        return System.IO.File.Exists(path) ? JsonSerializer.Deserialize<DatabaseRecord>(System.IO.File.ReadAllBytes(path), JsonSerializerOptions.Web) : null;
    }

    /// <summary>Replaced as a whole, and on the disk before it counts.</summary>
    public void Write(string directory)
    {
        var path = Path.Combine(directory, FileName);
        var temporary = path + ".new";
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            stream.Write(JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web));
            stream.Flush(flushToDisk: true);
        }

        System.IO.File.Move(temporary, path, overwrite: true);
    }
}
