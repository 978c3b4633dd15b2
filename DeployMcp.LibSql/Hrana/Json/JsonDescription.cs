using DeployMcp.LibSql.Sqlite;

namespace DeployMcp.LibSql.Hrana.Json;

/// <summary>The structure <c>DescribeResult</c> (Hrana 3, "Result of describing a statement").</summary>
internal static class JsonDescription
{
    public static void Write(JsonOutput output, SqliteStatement statement)
    {
        output.Raw("{\"params\":["u8);
        for (var i = 1; i <= statement.ParameterCount; i++)
            output.Raw(i == 1 ? "{\"name\":"u8 : ",{\"name\":"u8).String(statement.ParameterName(i)).Raw("}"u8);
        output.Raw("],\"cols\":"u8);
        JsonValues.Columns(output, statement);
        output.Raw(",\"is_explain\":"u8).Boolean(statement.IsExplain).Raw(",\"is_readonly\":"u8).Boolean(statement.IsReadOnly).Raw("}"u8);
    }
}
