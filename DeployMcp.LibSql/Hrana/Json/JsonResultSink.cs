using DeployMcp.LibSql.Sqlite;
using DeployMcp.LibSql.Statements;

namespace DeployMcp.LibSql.Hrana.Json;

/// <summary>The structure <c>StmtResult</c> (Hrana 3, "Statement results"), with the counters that upstream's server adds to it.</summary>
internal sealed class JsonResultSink(JsonOutput output) : IResultSink
{
    private bool _first;

    public void Begin(SqliteStatement statement)
    {
        _first = true;
        output.Raw("{\"cols\":"u8);
        JsonValues.Columns(output, statement);
        output.Raw(",\"rows\":["u8);
    }

    public ValueTask RowAsync(SqliteStatement statement, CancellationToken cancellationToken)
    {
        if (!_first)
            output.Raw(","u8);
        _first = false;
        JsonValues.Row(output, statement);
        return output.DrainIfFullAsync(cancellationToken);
    }

    public void End(StatementSummary summary)
    {
        output.Raw("],"u8);
        Summary(output, summary);
        output.Raw(",\"replication_index\":null,\"rows_read\":"u8).Number(summary.RowsRead)
            .Raw(",\"rows_written\":"u8).Number(summary.RowsWritten)
            .Raw(",\"query_duration_ms\":"u8).Number(Math.Round(summary.Milliseconds, 3)).Raw("}"u8);
    }

    /// <summary>What <c>StmtResult</c> and <c>StepEndEntry</c> have in common.</summary>
    public static void Summary(JsonOutput output, StatementSummary summary)
    {
        output.Raw("\"affected_row_count\":"u8).Number(summary.AffectedRows).Raw(",\"last_insert_rowid\":"u8);
        if (summary.LastInsertRowid is { } rowid)
            output.Raw("\""u8).Number(rowid).Raw("\""u8);
        else
            output.Raw("null"u8);
    }
}
