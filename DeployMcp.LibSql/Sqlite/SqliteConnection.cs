using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using DeployMcp.LibSql.Hrana;
using static DeployMcp.LibSql.Sqlite.NativeSqlite;

namespace DeployMcp.LibSql.Sqlite;

/// <summary>How a connection to a tenant's database is opened.</summary>
/// <param name="MaxPages">Of 4096 bytes; beyond, statements fail with SQLITE_FULL.</param>
/// <param name="Synchronous">SQLite's durability level: <c>FULL</c> keeps an answered commit even when the power fails.</param>
/// <param name="Files">What its log and temporary files may take; null for no bound.</param>
internal sealed record SqliteConnectionSettings(long MaxPages, string Synchronous, FileBudget? Files = null);

/// <summary>
/// One connection to one database file, used by one caller at a time. Tenants' SQL goes through <see cref="Prepare"/>, which is
/// held to <see cref="AccessPolicy"/>; <see cref="Execute"/> is for the server's own.
/// </summary>
internal sealed unsafe class SqliteConnection : IDisposable
{
    public const int PageBytes = 4096;

    /// <summary>Longest text, blob or row in bytes: also what one statement's single step can make the server hold.</summary>
    public const int MaxValueBytes = 64 * 1024 * 1024;

    /// <summary>A write-ahead log that has grown larger is cut to this when it begins anew.</summary>
    public const int LogBytesKept = 4 * 1024 * 1024;

    public const int MaxSqlBytes = 1024 * 1024;

    /// <summary>Virtual machine instructions between two looks at the clock: some microseconds.</summary>
    private const int InstructionsPerLook = 1000;

    private const int MaxLikePatternBytes = 4096;

    /// <summary>Who holds the lock then is another process, such as sqlite3 on the file: writers of this one wait in their queue.</summary>
    private const int BusyMilliseconds = 2000;

    private readonly IntPtr _connection;
    private readonly GCHandle _self;
    private readonly StatementCache _cache = new();
    private readonly long _maxPages;
    private bool _trusted = true;
    private bool _temporary;
    private bool _disposed;

    private SqliteConnection(IntPtr connection, SqliteConnectionSettings settings)
    {
        _connection = connection;
        _maxPages = settings.MaxPages;
        _self = GCHandle.Alloc(this);
        Budget = new StepBudget(settings.Files);
    }

    /// <summary>How long statements may still compute.</summary>
    public StepBudget Budget { get; }

    /// <summary>It has settings or temporary tables of its user's own.</summary>
    public bool IsChanged { get; private set; }

    public bool IsAutocommit => sqlite3_get_autocommit(_connection) != 0;

    public long LastInsertRowid => sqlite3_last_insert_rowid(_connection);

    public long TotalChanges => sqlite3_total_changes64(_connection);

    public long Changes => sqlite3_changes64(_connection);

    internal IntPtr Handle => _connection;

    /// <summary>What the last compiled statement was refused for.</summary>
    internal string? Refusal { get; private set; }

    /// <summary>What the statement that is being compiled does to ordinary tables.</summary>
    internal bool SawInsert { get; private set; }

    /// <exception cref="HranaException">The file can't be opened.</exception>
    public static SqliteConnection Open(string file, SqliteConnectionSettings settings, bool create = false)
    {
        var flags = SqliteCodes.OpenReadWrite | SqliteCodes.OpenNoMutex | SqliteCodes.OpenPrivateCache | SqliteCodes.OpenExtendedCodes
            | (create ? SqliteCodes.OpenCreate : 0);
        var code = sqlite3_open_v2(file, out var handle, flags, BoundedFiles.Name);
        if (code != SqliteCodes.Ok)
        {
            var error = SqliteErrors.Of(handle, code);
            _ = sqlite3_close_v2(handle);
            throw error;
        }

        var connection = new SqliteConnection(handle, settings);
        try
        {
            connection.Configure(settings, create);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs the server's own SQL, one or more statements; rows are passed over.</summary>
    /// <exception cref="HranaException">SQLite's error.</exception>
    public void Execute(string sql)
    {
        var before = _trusted;
        _trusted = true;
        try
        {
            for (var rest = Encoding.UTF8.GetBytes(sql); rest.Length > 0;)
            {
                using var statement = Compile(rest, persistent: false, out var tail);
                while (statement?.Step() == true)
                {
                }

                rest = rest[tail..];
            }
        }
        finally
        {
            _trusted = before;
        }
    }

    /// <summary>Compiles exactly one statement of a tenant, or takes it from the cache; give it back with <see cref="Release"/>.</summary>
    /// <exception cref="HranaException">No statement, more than one, or one that SQLite or the policy refuses.</exception>
    public SqliteStatement Prepare(string sql)
    {
        if (_cache.Take(sql) is { } cached)
            return cached;
        var bytes = SqlBytes(sql);
        var statement = Compile(bytes, persistent: true, out var tail) ?? throw new HranaException("SQL_NO_STATEMENT", "SQL string does not contain any statement");
        statement.Sql = sql;
        try
        {
            RefuseSecond(bytes.AsSpan(tail));
        }
        catch
        {
            statement.Dispose();
            throw;
        }

        return statement;
    }

    /// <summary>The statements of a sequence, each compiled when the one before has run: it may need its tables.</summary>
    public SqliteStatement? PrepareNext(ReadOnlySpan<byte> sql, out int length) => Compile(sql, persistent: false, out length);

    public void Release(SqliteStatement statement)
    {
        statement.Clear();
        if (_disposed || !_cache.Keep(statement))
            statement.Dispose();
    }

    /// <summary>Moves the write-ahead log into the file and empties it, unless somebody reads what is in it: then as much as can be.</summary>
    public void Checkpoint()
    {
        // Whoever reads may do so for long.
        _ = sqlite3_busy_timeout(_connection, 0);
        try
        {
            Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        finally
        {
            _ = sqlite3_busy_timeout(_connection, BusyMilliseconds);
        }
    }

    /// <summary>As a new connection would be, before somebody else gets it.</summary>
    public void Forget()
    {
        if (!IsAutocommit)
            Execute("ROLLBACK");
        sqlite3_set_last_insert_rowid(_connection, 0);
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _cache.Dispose();
        _ = sqlite3_close_v2(_connection);
        _self.Free();
    }

    /// <exception cref="HranaException">A NUL inside, half of a surrogate pair, or too long.</exception>
    internal static byte[] SqlBytes(string sql)
    {
        if (sql.Contains('\0'))
            throw new HranaException("SQL_PARSE_ERROR", "SQL string could not be parsed: it holds a NUL character");
        var bytes = Encoding.UTF8.GetBytes(sql);
        return bytes.Length <= MaxSqlBytes ? bytes : throw new HranaException("SQLITE_TOOBIG", $"SQLite error: the statement is longer than {MaxSqlBytes} bytes");
    }

    internal HranaException ErrorOf(int code) => SqliteErrors.Of(_connection, code, Refusal, Budget.Outcome ?? Budget.Complaint);

    private void Configure(SqliteConnectionSettings settings, bool create)
    {
        _ = sqlite3_db_config(_connection, SqliteCodes.ConfigDefensive, 1, IntPtr.Zero);
        _ = sqlite3_db_config(_connection, SqliteCodes.ConfigTrustedSchema, 0, IntPtr.Zero);
        _ = sqlite3_db_config(_connection, SqliteCodes.ConfigLoadExtension, 0, IntPtr.Zero);
        _ = sqlite3_db_config(_connection, SqliteCodes.ConfigFts3Tokenizer, 0, IntPtr.Zero);
        // As libSQL's own builds have it.
        _ = sqlite3_db_config(_connection, SqliteCodes.ConfigForeignKeys, 1, IntPtr.Zero);
        _ = sqlite3_limit(_connection, SqliteCodes.LimitLength, MaxValueBytes);
        _ = sqlite3_limit(_connection, SqliteCodes.LimitSqlLength, MaxSqlBytes);
        _ = sqlite3_limit(_connection, SqliteCodes.LimitLikePattern, MaxLikePatternBytes);
        _ = sqlite3_busy_timeout(_connection, BusyMilliseconds);
        if (create)
            Execute("PRAGMA journal_mode = WAL");
        Execute($"PRAGMA synchronous = {settings.Synchronous}; PRAGMA journal_size_limit = {LogBytesKept}; PRAGMA max_page_count = {settings.MaxPages}");
        var self = GCHandle.ToIntPtr(_self);
        _ = sqlite3_set_authorizer(_connection, &Decide, self);
        sqlite3_progress_handler(_connection, InstructionsPerLook, &ShouldStop, self);
        _trusted = false;
    }

    private SqliteStatement? Compile(ReadOnlySpan<byte> sql, bool persistent, out int length)
    {
        (Refusal, SawInsert, length) = (null, false, 0);
        // Nothing has no address, which SQLite would take for misuse.
        if (sql.IsEmpty)
            return null;
        Budget.Start();
        fixed (byte* start = sql)
        {
            var flags = persistent ? SqliteCodes.PreparePersistent : 0;
            var code = sqlite3_prepare_v3(_connection, start, sql.Length, flags, out var statement, out var tail);
            Budget.Stop();
            length = tail is null ? sql.Length : (int)(tail - start);
            if (code != SqliteCodes.Ok)
                throw SqliteErrors.OfCompiling(_connection, code, Refusal, Budget.Outcome);
            if (_temporary && !_trusted)
                LimitTemporary();
            return statement == IntPtr.Zero ? null : new SqliteStatement(this, statement);
        }
    }

    private void RefuseSecond(ReadOnlySpan<byte> rest)
    {
        while (rest.Length > 0)
        {
            using var second = Compile(rest, persistent: false, out var length);
            if (second is not null)
                throw new HranaException("SQL_MANY_STATEMENTS", "SQL string contains more than one statement");
            if (length == 0)
                return;
            rest = rest[length..];
        }
    }

    /// <summary>Temporary tables are a database of their own, with a size of their own.</summary>
    private void LimitTemporary()
    {
        _temporary = false;
        Execute($"PRAGMA temp.max_page_count = {_maxPages}");
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Decide(IntPtr context, int action, byte* first, byte* second, byte* database, byte* trigger)
    {
        const int Insert = 18;
        const int Allow = 0;
        const int Deny = 1;
        var connection = (SqliteConnection)GCHandle.FromIntPtr(context).Target!;
        if (connection._trusted)
            return Allow;
        // The common ones: reading, selecting, deleting, updating; none is ever refused.
        if (action is 9 or 20 or 21 or 23)
            return Allow;
        var (one, two) = (Marshal.PtrToStringUTF8((IntPtr)first), Marshal.PtrToStringUTF8((IntPtr)second));
        connection.SawInsert |= action == Insert && trigger is null && one?.StartsWith("sqlite_", StringComparison.OrdinalIgnoreCase) == false;
        connection.IsChanged |= AccessPolicy.ChangesConnection(action, one, two);
        connection._temporary |= action == 4;
        if (AccessPolicy.Refuse(action, one, two, connection.Budget.IsStepping) is not { } refusal)
            return Allow;
        connection.Refusal = refusal;
        return Deny;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ShouldStop(IntPtr context) => ((SqliteConnection)GCHandle.FromIntPtr(context).Target!).Budget.IsSpent() ? 1 : 0;
}
