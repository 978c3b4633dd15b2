using System.Diagnostics;
using DeployMcp.Benchmarks.Load;
using DeployMcp.LibSql.Hrana;
using DeployMcp.LibSql.Sqlite;

namespace DeployMcp.Benchmarks.LibSql;

/// <summary>The same statements through the SQLite library in this process, prepared once, on a file of the same settings.</summary>
internal sealed class InProcess : IDisposable
{
    private readonly SqliteConnection _connection;

    public InProcess(string file, string synchronous)
    {
        if (NativeLibraries.FindProblem() is { } problem)
            throw new InvalidOperationException(problem);
        _connection = SqliteConnection.Open(file, new SqliteConnectionSettings(int.MaxValue, synchronous), create: true);
    }

    public void Execute(string sql) => _connection.Execute(sql);

    /// <summary>One after the other, as one connection would.</summary>
    public LoadResult Run(string sql, SqlValue argument, TimeSpan duration)
    {
        var begin = Stopwatch.GetTimestamp();
        var ticks = new List<long>(1_000_000);
        while (Stopwatch.GetElapsedTime(begin) < duration)
        {
            var started = Stopwatch.GetTimestamp();
            RunOnce(sql, argument);
            ticks.Add(Stopwatch.GetTimestamp() - started);
        }

        return LoadResult.Of(ticks, Stopwatch.GetElapsedTime(begin));
    }

    public void Dispose() => _connection.Dispose();

    private void RunOnce(string sql, SqlValue argument)
    {
        var statement = _connection.Prepare(sql);
        statement.Bind(1, argument);
        while (statement.Step())
        {
            _ = statement.Integer(0);
            _ = statement.Text(1);
        }

        _connection.Release(statement);
    }
}
