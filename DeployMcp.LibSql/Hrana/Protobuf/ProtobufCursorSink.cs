using DeployMcp.LibSql.Sqlite;
using DeployMcp.LibSql.Statements;

namespace DeployMcp.LibSql.Hrana.Protobuf;

/// <summary>The structures <c>CursorEntry</c> (Hrana 3, "Cursor entries").</summary>
/// <param name="entryBegins">What comes before each entry.</param>
/// <param name="entryEnds">What follows each entry.</param>
/// <param name="rowEnds">After a row's entry: may wait for the reader.</param>
internal sealed class ProtobufCursorSink(ProtobufOutput output, Action entryBegins, Action entryEnds, Func<CancellationToken, ValueTask> rowEnds) : IBatchSink
{
    private int _step;

    public void Step(int step) => _step = step;

    public void Skip(int step)
    {
    }

    public void Begin(SqliteStatement statement)
    {
        entryBegins();
        output.Begin(1).Integer(1, _step);
        ProtobufValues.Columns(output, 2, statement);
        output.End();
        entryEnds();
    }

    public ValueTask RowAsync(SqliteStatement statement, CancellationToken cancellationToken)
    {
        entryBegins();
        ProtobufValues.Row(output, 4, statement);
        entryEnds();
        return rowEnds(cancellationToken);
    }

    public void End(StatementSummary summary)
    {
        entryBegins();
        output.Begin(2);
        ProtobufValues.Summary(output, 1, summary);
        output.End();
        entryEnds();
    }

    public void Fail(int step, HranaError error)
    {
        entryBegins();
        output.Begin(3).Integer(1, step);
        ProtobufValues.Error(output, 2, error);
        output.End();
        entryEnds();
    }
}
