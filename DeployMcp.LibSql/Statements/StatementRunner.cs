using System.Diagnostics;
using DeployMcp.LibSql.Hrana;
using DeployMcp.LibSql.Sqlite;
using DeployMcp.LibSql.Streams;
using DeployMcp.LibSql.Tokens;

namespace DeployMcp.LibSql.Statements;

/// <summary>Runs statements on a stream, with what one token may do.</summary>
internal sealed class StatementRunner(SqlStream stream, TokenAccess access)
{
    private static readonly Stmt NoArguments = new(default, [], [], WantRows: false);

    /// <exception cref="HranaException">The statement failed; the stream goes on.</exception>
    public async ValueTask ExecuteAsync(Stmt stmt, IResultSink sink, CancellationToken cancellationToken)
    {
        var sql = stream.Sqls.Resolve(stmt.Text);
        var connection = stream.Begin(sql, cancellationToken);
        var statement = connection.Prepare(sql);
        try
        {
            Arguments.Bind(statement, stmt);
            await RunAsync(connection, statement, sink, stmt.WantRows, cancellationToken);
        }
        finally
        {
            connection.Release(statement);
            stream.End();
        }
    }

    /// <summary>Statements one after the other until one fails; their rows are passed over (Hrana 3, "Execute a sequence").</summary>
    public async ValueTask SequenceAsync(SqlText text, CancellationToken cancellationToken)
    {
        var sql = stream.Sqls.Resolve(text);
        ReadOnlyMemory<byte> rest = SqliteConnection.SqlBytes(sql);
        while (rest.Length > 0)
        {
            var connection = stream.Begin(sql, cancellationToken);
            using var statement = connection.PrepareNext(rest.Span, out var length);
            if (statement is not null)
            {
                try
                {
                    Arguments.Bind(statement, NoArguments);
                    await RunAsync(connection, statement, NoSink.Instance, wantRows: false, cancellationToken);
                }
                finally
                {
                    statement.Reset();
                    stream.End();
                }
            }

            rest = length > 0 ? rest[length..] : default;
        }
    }

    /// <summary>Compiles a statement for what can be said of it (Hrana 3, "Describe a statement").</summary>
    public void Describe(SqlText text, Action<SqliteStatement> read, CancellationToken cancellationToken)
    {
        var sql = stream.Sqls.Resolve(text);
        var connection = stream.Begin(sql, cancellationToken);
        var statement = connection.Prepare(sql);
        try
        {
            read(statement);
        }
        finally
        {
            connection.Release(statement);
        }
    }

    private async ValueTask RunAsync(
        SqliteConnection connection, SqliteStatement statement, IResultSink sink, bool wantRows, CancellationToken cancellationToken)
    {
        var writes = !statement.IsReadOnly && !statement.IsExplain;
        if (writes && access != TokenAccess.ReadWrite)
            throw new HranaException("BLOCKED", "Operation was blocked: SQL write operations are forbidden, the token may only read");
        if (writes)
            await stream.BecomeWriterAsync(cancellationToken);
        var started = Stopwatch.GetTimestamp();
        var changesBefore = connection.TotalChanges;
        var hasRow = statement.Step();
        sink.Begin(statement);
        var rows = 0L;
        for (; hasRow; hasRow = statement.Step())
        {
            rows++;
            if (wantRows)
                await sink.RowAsync(statement, cancellationToken);
        }

        var written = connection.TotalChanges - changesBefore;
        sink.End(new StatementSummary(
            written > 0 ? connection.Changes : 0,
            statement.IsInsert ? connection.LastInsertRowid : null,
            Math.Max(rows, statement.FullScanSteps),
            written,
            Stopwatch.GetElapsedTime(started).TotalMilliseconds));
    }
}
