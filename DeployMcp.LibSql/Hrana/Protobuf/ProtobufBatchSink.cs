using DeployMcp.LibSql.Sqlite;
using DeployMcp.LibSql.Statements;

namespace DeployMcp.LibSql.Hrana.Protobuf;

/// <summary>The structure <c>BatchResult</c> (Hrana 3, "Batch results"): two maps, of results and of errors, whose entries may be mixed.</summary>
internal sealed class ProtobufBatchSink(ProtobufOutput output) : IBatchResultSink
{
    private readonly ProtobufResultSink _result = new(output, field: 2);
    private int _step;
    private long _mark;

    public void Open() => output.Begin(1);

    public void Step(int step) => (_step, _mark) = (step, output.Mark());

    public void Begin(SqliteStatement statement)
    {
        output.Begin(1).Integer(1, _step);
        _result.Begin(statement);
    }

    public ValueTask RowAsync(SqliteStatement statement, CancellationToken cancellationToken) => _result.RowAsync(statement, cancellationToken);

    public void End(StatementSummary summary)
    {
        _result.End(summary);
        output.End();
    }

    public void Skip(int step)
    {
    }

    public void Fail(int step, HranaError error)
    {
        output.Rewind(_mark);
        output.Begin(2).Integer(1, step);
        ProtobufValues.Error(output, 2, error);
        output.End();
    }

    public void Close() => output.End();
}
