using DeployMcp.LibSql.Sqlite;
using DeployMcp.LibSql.Statements;

namespace DeployMcp.LibSql.Hrana.Json;

/// <summary>The structure <c>BatchResult</c> (Hrana 3, "Batch results"): results as they come, then the errors.</summary>
internal sealed class JsonBatchSink(JsonOutput output, int steps) : IBatchSink
{
    private readonly JsonResultSink _result = new(output);
    private readonly HranaError?[] _errors = new HranaError?[steps];
    private long _mark;

    public void Open() => output.Raw("{\"step_results\":["u8);

    public void Step(int step)
    {
        if (step > 0)
            output.Raw(","u8);
        _mark = output.Mark();
    }

    public void Begin(SqliteStatement statement) => _result.Begin(statement);

    public ValueTask RowAsync(SqliteStatement statement, CancellationToken cancellationToken) => _result.RowAsync(statement, cancellationToken);

    public void End(StatementSummary summary) => _result.End(summary);

    public void Skip(int step)
    {
        Step(step);
        output.Raw("null"u8);
    }

    public void Fail(int step, HranaError error)
    {
        _errors[step] = error;
        output.Rewind(_mark);
        output.Raw("null"u8);
    }

    public void Close()
    {
        output.Raw("],\"step_errors\":["u8);
        for (var i = 0; i < _errors.Length; i++)
        {
            if (i > 0)
                output.Raw(","u8);
            if (_errors[i] is { } error)
                JsonValues.Error(output, error);
            else
                output.Raw("null"u8);
        }

        output.Raw("],\"replication_index\":null}"u8);
    }
}
