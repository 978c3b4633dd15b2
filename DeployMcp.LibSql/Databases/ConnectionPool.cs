using System.Diagnostics;
using DeployMcp.LibSql.Hrana;
using DeployMcp.LibSql.Sqlite;

namespace DeployMcp.LibSql.Databases;

/// <summary>Connections that the next stream may use: opening one costs more than a point read. Those that a stream changed aren't kept.</summary>
internal sealed class ConnectionPool(string file, SqliteConnectionSettings settings, int capacity) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Stack<(SqliteConnection Connection, long Since)> _idle = new();
    private readonly HashSet<SqliteConnection> _rented = [];
    private bool _disposed;

    /// <summary>There are connections, and with them a write-ahead log.</summary>
    public bool IsOpen
    {
        get
        {
            lock (_lock)
                return _idle.Count + _rented.Count > 0;
        }
    }

    /// <exception cref="HranaException">The file can't be opened.</exception>
    public SqliteConnection Rent()
    {
        lock (_lock)
        {
            if (_idle.TryPop(out var idle))
            {
                _rented.Add(idle.Connection);
                return idle.Connection;
            }
        }

        var connection = SqliteConnection.Open(file, settings);
        lock (_lock)
            _rented.Add(connection);
        return connection;
    }

    /// <summary>Rolls back what its user left open. A connection of an earlier pool is closed.</summary>
    public void Return(SqliteConnection connection)
    {
        try
        {
            connection.Forget();
        }
        catch (HranaException)
        {
            // What can't be rolled back ends with the connection.
            Drop(connection);
            return;
        }

        lock (_lock)
        {
            if (_rented.Remove(connection) && !_disposed && !connection.IsChanged && _idle.Count < capacity)
            {
                _idle.Push((connection, Stopwatch.GetTimestamp()));
                return;
            }
        }

        connection.Dispose();
    }

    /// <summary>The last one that closes moves the write-ahead log into the file.</summary>
    public void CloseIdle(TimeSpan idle)
    {
        List<SqliteConnection> closing = [];
        lock (_lock)
        {
            if (_idle.Count == 0)
                return;
            var kept = _idle.Where(i => Stopwatch.GetElapsedTime(i.Since) < idle).Reverse().ToList();
            closing.AddRange(_idle.Where(i => Stopwatch.GetElapsedTime(i.Since) >= idle).Select(i => i.Connection));
            _idle.Clear();
            foreach (var item in kept.Where(k => !closing.Contains(k.Connection)))
                _idle.Push(item);
        }

        foreach (var connection in closing)
            connection.Dispose();
    }

    public void Dispose()
    {
        lock (_lock)
            _disposed = true;
        CloseIdle(TimeSpan.Zero);
    }

    private void Drop(SqliteConnection connection)
    {
        lock (_lock)
            _rented.Remove(connection);
        connection.Dispose();
    }
}
