using System.Text.Json;

namespace DeployMcp.LibSql.Hrana.Json;

/// <summary>Messages over WebSocket out of JSON (Hrana 3, "Messages").</summary>
internal static class JsonMessages
{
    public static ClientMessage Message(JsonElement element)
    {
        var message = JsonInput.Object(element, "A message");
        return JsonInput.String(JsonInput.Member(message, "type"), "type") switch
        {
            "hello" => new ClientMessage.Hello(JsonInput.OptionalString(message, "jwt")),
            "request" => new ClientMessage.Request(
                JsonInput.Int32(JsonInput.Member(message, "request_id"), "request_id"), Request(JsonInput.Member(message, "request"))),
            var type => throw JsonInput.Malformed($"'{type}' is no type of message"),
        };
    }

    private static SocketRequest Request(JsonElement element)
    {
        var request = JsonInput.Object(element, "A request");
        int Number(string name) => JsonInput.Int32(JsonInput.Member(request, name), name);
        return JsonInput.String(JsonInput.Member(request, "type"), "type") switch
        {
            "open_stream" => new SocketRequest.OpenStream(Number("stream_id")),
            "close_stream" => new SocketRequest.CloseStream(Number("stream_id")),
            "open_cursor" => new SocketRequest.OpenCursor(Number("stream_id"), Number("cursor_id"), JsonStatements.Batch(JsonInput.Member(request, "batch"))),
            "close_cursor" => new SocketRequest.CloseCursor(Number("cursor_id")),
            "fetch_cursor" => new SocketRequest.FetchCursor(Number("cursor_id"), MaxCount(request)),
            "close" => throw JsonInput.Malformed("'close' is no type of request"),
            "store_sql" or "close_sql" => new SocketRequest.OnConnection(JsonRequests.Request(request)),
            _ => new SocketRequest.OnStream(Number("stream_id"), JsonRequests.Request(request)),
        };
    }

    private static long MaxCount(JsonElement request)
        => JsonInput.Member(request, "max_count") is { ValueKind: JsonValueKind.Number } value && value.TryGetUInt32(out var count)
            ? count
            : throw JsonInput.Malformed("`max_count` must be an unsigned 32-bit integer");
}
