using System.Runtime.InteropServices;
using DeployMcp.LibSql.Hrana;
using DeployMcp.LibSql.Sqlite;

namespace DeployMcp.LibSql.Statements;

/// <summary>What a statement did (the structures <c>StmtResult</c> and <c>StepEndEntry</c>).</summary>
/// <param name="AffectedRows">Inserted, updated or deleted by the statement itself, not by its triggers.</param>
/// <param name="LastInsertRowid">Null when it was no INSERT.</param>
/// <param name="RowsRead">Rows returned, or stepped over in scans of whole tables: stock SQLite counts no other reads.</param>
/// <param name="RowsWritten">Those of its triggers and foreign keys too.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct StatementSummary(long AffectedRows, long? LastInsertRowid, long RowsRead, long RowsWritten, double Milliseconds);

/// <summary>Takes a statement's result as it comes. A statement that fails may have begun already.</summary>
internal interface IResultSink
{
    void Begin(SqliteStatement statement);

    /// <summary>The statement stands on the row. May wait for the reader.</summary>
    ValueTask RowAsync(SqliteStatement statement, CancellationToken cancellationToken);

    void End(StatementSummary summary);
}

/// <summary>Takes the results of a batch, step by step.</summary>
internal interface IBatchSink : IResultSink
{
    /// <summary>Before the step's <see cref="IResultSink.Begin"/>.</summary>
    void Step(int step);

    void Skip(int step);

    /// <summary>The step failed, before or after it began.</summary>
    void Fail(int step, HranaError error);
}

/// <summary>For a statement whose rows nobody asked for.</summary>
internal sealed class NoSink : IResultSink
{
    public static NoSink Instance { get; } = new();

    public void Begin(SqliteStatement statement)
    {
    }

    public ValueTask RowAsync(SqliteStatement statement, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public void End(StatementSummary summary)
    {
    }
}
