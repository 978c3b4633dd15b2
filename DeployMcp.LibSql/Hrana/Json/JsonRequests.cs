using System.Text.Json;

namespace DeployMcp.LibSql.Hrana.Json;

/// <summary>Requests over HTTP out of JSON (Hrana 3, "Hrana over HTTP").</summary>
internal static class JsonRequests
{
    public static PipelineRequest Pipeline(JsonElement body)
    {
        JsonInput.Object(body, "The body");
        return new PipelineRequest(JsonInput.OptionalString(body, "baton"), JsonInput.Array(JsonInput.Member(body, "requests"), "requests", Request));
    }

    public static CursorRequest Cursor(JsonElement body)
    {
        JsonInput.Object(body, "The body");
        return new CursorRequest(JsonInput.OptionalString(body, "baton"), JsonStatements.Batch(JsonInput.Member(body, "batch")));
    }

    /// <summary>Also the requests over WebSocket that are the same there.</summary>
    public static StreamRequest Request(JsonElement element)
    {
        var request = JsonInput.Object(element, "A request");
        return JsonInput.String(JsonInput.Member(request, "type"), "type") switch
        {
            "close" => new StreamRequest.Close(),
            "execute" => new StreamRequest.Execute(JsonStatements.Stmt(JsonInput.Member(request, "stmt"))),
            "batch" => new StreamRequest.RunBatch(JsonStatements.Batch(JsonInput.Member(request, "batch"))),
            "sequence" => new StreamRequest.Sequence(JsonStatements.Text(request)),
            "describe" => new StreamRequest.Describe(JsonStatements.Text(request)),
            "store_sql" => new StreamRequest.StoreSql(SqlId(request), JsonInput.String(JsonInput.Member(request, "sql"), "sql")),
            "close_sql" => new StreamRequest.CloseSql(SqlId(request)),
            "get_autocommit" => new StreamRequest.GetAutocommit(),
            var type => throw JsonInput.Malformed($"'{type}' is no type of request"),
        };
    }

    private static int SqlId(JsonElement request) => JsonInput.Int32(JsonInput.Member(request, "sql_id"), "sql_id");
}
