using DeployMcp.LibSql.Sqlite;
using DeployMcp.LibSql.Statements;

namespace DeployMcp.LibSql.Hrana.Protobuf;

/// <summary>Columns, rows, values and errors as Protobuf (Hrana 3, "Protobuf schema", "Shared structures"), straight from SQLite's memory.</summary>
internal static class ProtobufValues
{
    public static void Columns(ProtobufOutput output, int field, SqliteStatement statement)
    {
        var count = statement.ColumnCount;
        for (var i = 0; i < count; i++)
            output.Begin(field).Text(1, statement.ColumnName(i)).Text(2, statement.ColumnDeclaredType(i)).End();
    }

    public static void Row(ProtobufOutput output, int field, SqliteStatement statement)
    {
        output.Begin(field);
        var count = statement.ColumnCount;
        for (var i = 0; i < count; i++)
        {
            output.Begin(1);
            Value(output, statement, i);
            output.End();
        }

        output.End();
    }

    /// <summary>What <c>StmtResult</c> and <c>StepEndEntry</c> have in common, under other numbers.</summary>
    public static void Summary(ProtobufOutput output, int field, StatementSummary summary)
    {
        output.Integer(field, summary.AffectedRows);
        if (summary.LastInsertRowid is { } rowid)
            output.Zigzag(field + 1, rowid);
    }

    public static void Error(ProtobufOutput output, int field, HranaError error) => output.Begin(field).Text(1, error.Message).Text(2, error.Code).End();

    public static void Description(ProtobufOutput output, int field, SqliteStatement statement)
    {
        output.Begin(field);
        for (var i = 1; i <= statement.ParameterCount; i++)
            output.Begin(1).Text(1, statement.ParameterName(i)).End();
        Columns(output, 2, statement);
        output.Boolean(3, statement.IsExplain).Boolean(4, statement.IsReadOnly).End();
    }

    private static void Value(ProtobufOutput output, SqliteStatement statement, int column)
    {
        switch (statement.Kind(column))
        {
            case SqlValueKind.Integer:
                output.Zigzag(2, statement.Integer(column));
                break;
            case SqlValueKind.Float:
                output.Double(3, statement.Float(column));
                break;
            case SqlValueKind.Text:
                output.Text(4, statement.Text(column));
                break;
            case SqlValueKind.Blob:
                output.Bytes(5, statement.Blob(column));
                break;
            default:
                output.Empty(1);
                break;
        }
    }
}
