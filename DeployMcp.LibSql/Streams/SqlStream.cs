using System.Diagnostics;
using DeployMcp.LibSql.Databases;
using DeployMcp.LibSql.Hrana;
using DeployMcp.LibSql.Sqlite;

namespace DeployMcp.LibSql.Streams;

/// <summary>
/// A stream (Hrana 3, "Overview"): a connection of its own, from its first statement until it is closed. Used under
/// <see cref="EnterAsync"/>, one request at a time.
/// </summary>
internal sealed class SqlStream : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private SqliteConnection? _connection;
    private bool _isWriter;
    private long _transactionStarted;
    private bool _timedOut;

    /// <param name="sqls">The connection's own texts over WebSocket.</param>
    public SqlStream(Database database, StoredSql? sqls = null)
    {
        Database = database;
        Sqls = sqls ?? new StoredSql();
        database.Add(this);
    }

    public Database Database { get; }

    public StoredSql Sqls { get; }

    public bool IsClosed { get; private set; }

    public bool IsAutocommit => _connection?.IsAutocommit ?? true;

    /// <summary>Waits for the request before this one.</summary>
    /// <exception cref="HranaRefusedException">It is closed.</exception>
    public async ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        if (!IsClosed)
            return;
        _turn.Release();
        throw new HranaRefusedException("STREAM_CLOSED", "The stream was closed");
    }

    public void Leave() => _turn.Release();

    /// <summary>Before each statement: gives it the connection, and its time to compute.</summary>
    /// <exception cref="HranaException">The transaction that it belongs to was rolled back because it took too long.</exception>
    public SqliteConnection Begin(string sql, CancellationToken cancellationToken)
    {
        if (_timedOut)
        {
            // Until the client ends the transaction that is no more, nothing may run as if it were alone.
            _timedOut = !EndsTransaction(sql);
            throw new HranaException("TRANSACTION_TIMEOUT", "Transaction timed out and was rolled back");
        }

        _connection ??= Database.Rent();
        _connection.Budget.Renew(Database.Limits.StatementTimeout, cancellationToken);
        return _connection;
    }

    /// <summary>Waits until nobody else writes to the database; until the transaction ends, this stream is the one that may.</summary>
    /// <exception cref="HranaException">Another one has been writing for too long.</exception>
    public async ValueTask BecomeWriterAsync(CancellationToken cancellationToken)
    {
        if (_isWriter)
            return;
        await Database.Writer.EnterAsync(Database.Limits.BusyTimeout, cancellationToken);
        _isWriter = true;
    }

    /// <summary>After each statement.</summary>
    public void End()
    {
        if (IsAutocommit)
        {
            _transactionStarted = 0;
            StopWriting();
        }
        else if (_transactionStarted == 0)
        {
            _transactionStarted = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>Rolls back a transaction that has been open for too long: at once when others wait for it, else after a longer while.</summary>
    /// <returns>Whether it did.</returns>
    public bool TryTimeOut()
    {
        if (!_turn.Wait(0))
            return false;
        try
        {
            if (IsClosed || _transactionStarted == 0)
                return false;
            var limit = _isWriter && Database.Writer.HasWaiters ? Database.Limits.ContestedTransactionTimeout : Database.Limits.TransactionTimeout;
            if (Stopwatch.GetElapsedTime(_transactionStarted) < limit)
                return false;
            _timedOut = true;
            _connection!.Budget.Unlimited();
            _connection.Execute("ROLLBACK");
            End();
            return true;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>What isn't committed is rolled back. The caller has the turn.</summary>
    public void Close()
    {
        if (IsClosed)
            return;
        IsClosed = true;
        if (_connection is { } connection)
        {
            _connection = null;
            connection.Budget.Unlimited();
            Database.Return(connection);
        }

        StopWriting();
        Database.Remove(this);
    }

    /// <summary>Closes it unless a request runs.</summary>
    public void CloseIfIdle()
    {
        if (!_turn.Wait(0))
            return;
        Close();
        _turn.Release();
    }

    /// <summary>Waits for the request that runs, then closes.</summary>
    public async Task CloseAsync()
    {
        await _turn.WaitAsync();
        Close();
        _turn.Release();
    }

    public void Dispose()
    {
        Close();
        _turn.Dispose();
    }

    private static bool EndsTransaction(string sql)
    {
        var word = sql.AsSpan().TrimStart();
        return word.StartsWith("ROLLBACK", StringComparison.OrdinalIgnoreCase) || word.StartsWith("COMMIT", StringComparison.OrdinalIgnoreCase)
            || word.StartsWith("END", StringComparison.OrdinalIgnoreCase);
    }

    private void StopWriting()
    {
        if (!_isWriter)
            return;
        _isWriter = false;
        Database.Writer.Leave();
    }
}
