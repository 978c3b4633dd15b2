using System.Collections.Concurrent;
using DeployMcp.LibSql.Configuration;
using DeployMcp.LibSql.Hrana;
using DeployMcp.LibSql.Sqlite;
using DeployMcp.LibSql.Streams;

namespace DeployMcp.LibSql.Databases;

/// <summary>A database that is served: its file's connections, its streams, its one writer. Without streams and idle connections it is this object alone.</summary>
internal sealed class Database : IDisposable
{
    private readonly ConcurrentDictionary<SqlStream, bool> _streams = new();
    private readonly CancellationTokenSource _stopping = new();
    private ConnectionPool _pool;
    private bool _retired;

    public Database(string directory, DatabaseRecord record, LimitSettings limits)
    {
        Directory = directory;
        Limits = limits;
        Record = record;
        _pool = NewPool(record);
    }

    public string Directory { get; }

    public LimitSettings Limits { get; }

    public DatabaseRecord Record { get; private set; }

    public string File => Path.Combine(Directory, Record.File);

    public WriterGate Writer { get; } = new();

    public IEnumerable<SqlStream> Streams => _streams.Keys;

    /// <summary>It is being deleted or restored: whoever uses it lets go.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Set off when a request's client goes away, when it takes too long, or when the database is taken out of service.</summary>
    public CancellationTokenSource RequestCancellation(CancellationToken client)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(client, Stopping);
        source.CancelAfter(Limits.RequestTimeout);
        return source;
    }

    /// <summary>Of the content and its write-ahead log, in bytes.</summary>
    public long SizeBytes => new[] { File, File + "-wal" }.Select(f => new FileInfo(f)).Sum(f => f.Exists ? f.Length : 0);

    /// <summary>Takes over other limits or another generation of tokens. Streams that are open keep the limits they began with.</summary>
    public void Update(DatabaseRecord record)
    {
        var old = _pool;
        Record = record;
        _pool = NewPool(record);
        old.Dispose();
    }

    /// <exception cref="HranaRefusedException">It has too many streams, or is no more.</exception>
    public void Add(SqlStream stream)
    {
        if (_streams.Count >= Limits.StreamsPerDatabase)
            throw new HranaRefusedException(StatusCodes.Status429TooManyRequests, "TOO_MANY_STREAMS", $"The database has {Limits.StreamsPerDatabase} open streams; close some");
        _streams[stream] = true;
        if (!_retired)
            return;
        _streams.TryRemove(stream, out _);
        throw new HranaRefusedException(StatusCodes.Status409Conflict, "DATABASE_STOPPED", $"Database `{Record.Name}` is being deleted or restored");
    }

    public void Remove(SqlStream stream) => _streams.TryRemove(stream, out _);

    /// <exception cref="HranaException">The file can't be opened.</exception>
    public SqliteConnection Rent() => _pool.Rent();

    public void Return(SqliteConnection connection) => _pool.Return(connection);

    public void CloseIdle(TimeSpan idle) => _pool.CloseIdle(idle);

    /// <summary>
    /// Empties a write-ahead log that a large transaction or a long reader has let grow: SQLite itself does so only when somebody
    /// commits. Whoever writes now comes first.
    /// </summary>
    /// <exception cref="HranaException">It can't be done.</exception>
    public void ShrinkLog()
    {
        if (!_pool.IsOpen || !IsLogLong() || !Writer.TryEnter())
            return;
        try
        {
            if (_retired)
                return;
            var connection = Rent();
            connection.Checkpoint();
            Return(connection);
        }
        finally
        {
            Writer.Leave();
        }
    }

    /// <summary>Ends every stream and closes the file; what isn't committed is rolled back.</summary>
    public async Task RetireAsync()
    {
        _retired = true;
        await _stopping.CancelAsync();
        foreach (var stream in Streams)
            await stream.CloseAsync();
        // The log may be being emptied.
        await Writer.EnterAsync(Timeout.InfiniteTimeSpan, CancellationToken.None);
        Writer.Leave();
        _pool.Dispose();
    }

    public void Dispose()
    {
        _pool.Dispose();
        Writer.Dispose();
        _stopping.Dispose();
    }

    private bool IsLogLong() => new FileInfo(File + "-wal") is { Exists: true, Length: > SqliteConnection.LogBytesKept };

    private ConnectionPool NewPool(DatabaseRecord record)
    {
        // A transaction that changes every page fits after another one; VACUUM needs a copy of everything.
        var files = new FileBudget((2 * record.MaxBytes) + (4 * SqliteConnection.LogBytesKept), Math.Max(Limits.MaxTemporaryBytes, record.MaxBytes));
        var settings = new SqliteConnectionSettings(Math.Max(1, record.MaxBytes / SqliteConnection.PageBytes), Limits.Synchronous, files);
        return new ConnectionPool(Path.Combine(Directory, record.File), settings, Limits.IdleConnections);
    }
}
