using DeployMcp.LibSql.Sqlite;
using DeployMcp.LibSql.Statements;

namespace DeployMcp.LibSql.Hrana.Json;

/// <summary>The structures <c>CursorEntry</c> (Hrana 3, "Cursor entries").</summary>
/// <param name="entryEnds">What follows each entry.</param>
/// <param name="rowEnds">After a row's entry: may wait for the reader.</param>
internal sealed class JsonCursorSink(JsonOutput output, Action entryEnds, Func<CancellationToken, ValueTask> rowEnds) : IBatchSink
{
    private int _step;

    public void Step(int step) => _step = step;

    public void Skip(int step)
    {
    }

    public void Begin(SqliteStatement statement)
    {
        output.Raw("{\"type\":\"step_begin\",\"step\":"u8).Number(_step).Raw(",\"cols\":"u8);
        JsonValues.Columns(output, statement);
        output.Raw("}"u8);
        entryEnds();
    }

    public ValueTask RowAsync(SqliteStatement statement, CancellationToken cancellationToken)
    {
        output.Raw("{\"type\":\"row\",\"row\":"u8);
        JsonValues.Row(output, statement);
        output.Raw("}"u8);
        entryEnds();
        return rowEnds(cancellationToken);
    }

    public void End(StatementSummary summary)
    {
        output.Raw("{\"type\":\"step_end\","u8);
        JsonResultSink.Summary(output, summary);
        output.Raw("}"u8);
        entryEnds();
    }

    public void Fail(int step, HranaError error)
    {
        output.Raw("{\"type\":\"step_error\",\"step\":"u8).Number(step).Raw(",\"error\":"u8);
        JsonValues.Error(output, error);
        output.Raw("}"u8);
        entryEnds();
    }
}
