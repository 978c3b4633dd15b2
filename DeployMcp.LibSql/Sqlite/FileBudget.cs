namespace DeployMcp.LibSql.Sqlite;

/// <summary>What the files beside a database's content may take on disk, over all of its connections.</summary>
/// <param name="logBytes">Of the write-ahead log.</param>
/// <param name="temporaryBytes">Of the temporary files together: sorts, intermediate results, temporary tables, VACUUM's copy.</param>
internal sealed class FileBudget(long logBytes, long temporaryBytes)
{
    private long _temporary;

    public long LogBytes { get; } = logBytes;

    public long TemporaryBytes { get; } = temporaryBytes;

    /// <returns>Whether temporary files may grow by so many bytes; if so, they have.</returns>
    public bool TryGrow(long bytes)
    {
        if (Interlocked.Add(ref _temporary, bytes) <= TemporaryBytes)
            return true;
        Shrink(bytes);
        return false;
    }

    public void Shrink(long bytes) => Interlocked.Add(ref _temporary, -bytes);
}
