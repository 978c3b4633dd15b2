using DeployMcp.LibSql.Sqlite;
using DeployMcp.LibSql.Statements;

namespace DeployMcp.LibSql.Hrana.Protobuf;

/// <summary>The structure <c>StmtResult</c> (Hrana 3, "Statement results").</summary>
/// <param name="field">Of the message that it is in.</param>
internal sealed class ProtobufResultSink(ProtobufOutput output, int field) : IResultSink
{
    public void Begin(SqliteStatement statement)
    {
        output.Begin(field);
        ProtobufValues.Columns(output, 1, statement);
    }

    public ValueTask RowAsync(SqliteStatement statement, CancellationToken cancellationToken)
    {
        ProtobufValues.Row(output, 2, statement);
        return output.DrainIfFullAsync(cancellationToken);
    }

    public void End(StatementSummary summary)
    {
        ProtobufValues.Summary(output, 3, summary);
        output.End();
    }
}
