using DeployMcp.LibSql.Sqlite;

namespace DeployMcp.LibSql.Hrana.Json;

/// <summary>Columns, rows, values and errors as JSON (Hrana 3, "Shared structures"), straight from SQLite's memory.</summary>
internal static class JsonValues
{
    public static void Columns(JsonOutput output, SqliteStatement statement)
    {
        output.Raw("["u8);
        var count = statement.ColumnCount;
        for (var i = 0; i < count; i++)
        {
            output.Raw(i == 0 ? "{\"name\":"u8 : ",{\"name\":"u8).String(statement.ColumnName(i))
                .Raw(",\"decltype\":"u8).String(statement.ColumnDeclaredType(i)).Raw("}"u8);
        }

        output.Raw("]"u8);
    }

    public static void Row(JsonOutput output, SqliteStatement statement)
    {
        output.Raw("["u8);
        var count = statement.ColumnCount;
        for (var i = 0; i < count; i++)
        {
            if (i > 0)
                output.Raw(","u8);
            Value(output, statement, i);
        }

        output.Raw("]"u8);
    }

    public static void Error(JsonOutput output, HranaError error)
        => output.Raw("{\"message\":"u8).String(error.Message).Raw(",\"code\":"u8).String(error.Code).Raw("}"u8);

    private static void Value(JsonOutput output, SqliteStatement statement, int column)
    {
        switch (statement.Kind(column))
        {
            case SqlValueKind.Integer:
                output.Raw("{\"type\":\"integer\",\"value\":\""u8).Number(statement.Integer(column)).Raw("\"}"u8);
                break;
            case SqlValueKind.Float:
                output.Raw("{\"type\":\"float\",\"value\":"u8).Number(statement.Float(column)).Raw("}"u8);
                break;
            case SqlValueKind.Text:
                output.Raw("{\"type\":\"text\",\"value\":"u8).String(statement.Text(column)).Raw("}"u8);
                break;
            case SqlValueKind.Blob:
                output.Raw("{\"type\":\"blob\",\"base64\":"u8).Base64(statement.Blob(column)).Raw("}"u8);
                break;
            default:
                output.Raw("{\"type\":\"null\"}"u8);
                break;
        }
    }
}
