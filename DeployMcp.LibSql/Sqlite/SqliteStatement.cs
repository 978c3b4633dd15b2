using System.Runtime.InteropServices;
using System.Text;
using DeployMcp.LibSql.Hrana;
using static DeployMcp.LibSql.Sqlite.NativeSqlite;

namespace DeployMcp.LibSql.Sqlite;

/// <summary>A compiled statement: bound, stepped through and read, in that order.</summary>
internal sealed unsafe class SqliteStatement : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly IntPtr _statement;
    private bool _disposed;

    internal SqliteStatement(SqliteConnection connection, IntPtr statement)
    {
        _connection = connection;
        _statement = statement;
        IsReadOnly = sqlite3_stmt_readonly(statement) != 0;
        IsExplain = sqlite3_stmt_isexplain(statement) != 0;
        IsInsert = connection.SawInsert;
        ParameterCount = sqlite3_bind_parameter_count(statement);
    }

    /// <summary>What it was compiled from; null when nobody will ask for it again.</summary>
    public string? Sql { get; set; }

    /// <summary>It writes nothing: also true of BEGIN and COMMIT, and false of BEGIN IMMEDIATE.</summary>
    public bool IsReadOnly { get; }

    public bool IsExplain { get; }

    public bool IsInsert { get; }

    public int ParameterCount { get; }

    /// <summary>Known for sure after the first step: a changed schema compiles the statement again.</summary>
    public int ColumnCount => sqlite3_column_count(_statement);

    public long FullScanSteps => sqlite3_stmt_status(_statement, SqliteCodes.StatusFullScanSteps, reset: 1);

    /// <returns>Whether there is a row.</returns>
    /// <exception cref="HranaException">SQLite's error.</exception>
    public bool Step()
    {
        _connection.Budget.Start(stepping: true);
        var code = sqlite3_step(_statement);
        _connection.Budget.Stop();
        return code switch
        {
            SqliteCodes.Row => true,
            SqliteCodes.Done => false,
            _ => throw _connection.ErrorOf(code),
        };
    }

    /// <summary>Ends its run, and with it the transaction of a statement that stands alone. An error of the run has been thrown by then.</summary>
    public void Reset() => _ = sqlite3_reset(_statement);

    public void Clear()
    {
        Reset();
        _ = sqlite3_clear_bindings(_statement);
    }

    /// <param name="index">From 1.</param>
    /// <returns>Null for a nameless one; with its prefix.</returns>
    public string? ParameterName(int index) => Marshal.PtrToStringUTF8(sqlite3_bind_parameter_name(_statement, index));

    public void Bind(int index, SqlValue value)
    {
        var code = value.Kind switch
        {
            SqlValueKind.Integer => sqlite3_bind_int64(_statement, index, value.Integer),
            SqlValueKind.Float => sqlite3_bind_double(_statement, index, value.Float),
            SqlValueKind.Text => BindText(index, value.Text!),
            SqlValueKind.Blob => BindBlob(index, value.Blob!),
            _ => sqlite3_bind_null(_statement, index),
        };
        if (code != SqliteCodes.Ok)
            throw _connection.ErrorOf(code);
    }

    public string ColumnName(int column) => Marshal.PtrToStringUTF8(sqlite3_column_name(_statement, column)) ?? "";

    public string? ColumnDeclaredType(int column) => Marshal.PtrToStringUTF8(sqlite3_column_decltype(_statement, column));

    public SqlValueKind Kind(int column) => sqlite3_column_type(_statement, column) switch
    {
        SqliteCodes.TypeInteger => SqlValueKind.Integer,
        SqliteCodes.TypeFloat => SqlValueKind.Float,
        SqliteCodes.TypeText => SqlValueKind.Text,
        SqliteCodes.TypeBlob => SqlValueKind.Blob,
        _ => SqlValueKind.Null,
    };

    public long Integer(int column) => sqlite3_column_int64(_statement, column);

    public double Float(int column) => sqlite3_column_double(_statement, column);

    /// <summary>Bytes that end with the next step; SQLite doesn't promise that they are UTF-8.</summary>
    public ReadOnlySpan<byte> Text(int column)
    {
        var text = sqlite3_column_text(_statement, column);
        return new ReadOnlySpan<byte>(text, sqlite3_column_bytes(_statement, column));
    }

    public ReadOnlySpan<byte> Blob(int column)
    {
        var blob = sqlite3_column_blob(_statement, column);
        return new ReadOnlySpan<byte>(blob, sqlite3_column_bytes(_statement, column));
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _ = sqlite3_finalize(_statement);
    }

    private int BindText(int index, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        // An empty array has no address, and a null address would bind NULL.
        fixed (byte* start = bytes.Length > 0 ? bytes : [0])
            return sqlite3_bind_text(_statement, index, start, bytes.Length, SqliteCodes.Transient);
    }

    private int BindBlob(int index, byte[] blob)
    {
        if (blob.Length == 0)
            return sqlite3_bind_zeroblob(_statement, index, 0);
        fixed (byte* start = blob)
            return sqlite3_bind_blob(_statement, index, start, blob.Length, SqliteCodes.Transient);
    }
}
