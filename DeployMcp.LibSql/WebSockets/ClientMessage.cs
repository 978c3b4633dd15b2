using System.Text.Json;
using DeployMcp.LibSql.Hrana;
using DeployMcp.LibSql.Hrana.Json;

namespace DeployMcp.LibSql.WebSockets;

/// <summary>The structures <c>ClientMsg</c> and <c>Request</c> (Hrana 3, "Hrana over WebSocket").</summary>
internal abstract record ClientMessage
{
    private ClientMessage()
    {
    }

    internal sealed record Hello(string? Jwt) : ClientMessage;

    internal sealed record Request(int Id, SocketRequest Body) : ClientMessage;

    public static ClientMessage Read(JsonElement element)
    {
        var message = JsonInput.Object(element, "A message");
        return JsonInput.String(JsonInput.Member(message, "type"), "type") switch
        {
            "hello" => new Hello(JsonInput.OptionalString(message, "jwt")),
            "request" => new Request(
                JsonInput.Int32(JsonInput.Member(message, "request_id"), "request_id"), SocketRequest.Read(JsonInput.Member(message, "request"))),
            var type => throw JsonInput.Malformed($"'{type}' is no type of message"),
        };
    }
}

/// <summary>A request over WebSocket: the same as over HTTP, with the number of its stream; and those that only exist here.</summary>
internal abstract record SocketRequest
{
    private SocketRequest()
    {
    }

    internal sealed record OpenStream(int StreamId) : SocketRequest;

    internal sealed record CloseStream(int StreamId) : SocketRequest;

    internal sealed record OpenCursor(int StreamId, int CursorId, Batch Batch) : SocketRequest;

    internal sealed record CloseCursor(int CursorId) : SocketRequest;

    internal sealed record FetchCursor(int CursorId, long MaxCount) : SocketRequest;

    internal sealed record OnStream(int StreamId, StreamRequest Request) : SocketRequest;

    internal sealed record OnConnection(StreamRequest Request) : SocketRequest;

    public static SocketRequest Read(JsonElement element)
    {
        var request = JsonInput.Object(element, "A request");
        int Number(string name) => JsonInput.Int32(JsonInput.Member(request, name), name);
        return JsonInput.String(JsonInput.Member(request, "type"), "type") switch
        {
            "open_stream" => new OpenStream(Number("stream_id")),
            "close_stream" => new CloseStream(Number("stream_id")),
            "open_cursor" => new OpenCursor(Number("stream_id"), Number("cursor_id"), JsonStatements.Batch(JsonInput.Member(request, "batch"))),
            "close_cursor" => new CloseCursor(Number("cursor_id")),
            "fetch_cursor" => new FetchCursor(Number("cursor_id"), ReadMaxCount(request)),
            "close" => throw JsonInput.Malformed("'close' is no type of request"),
            "store_sql" or "close_sql" => new OnConnection(JsonRequests.Request(request)),
            _ => new OnStream(Number("stream_id"), JsonRequests.Request(request)),
        };
    }

    private static long ReadMaxCount(JsonElement request)
        => JsonInput.Member(request, "max_count") is { ValueKind: JsonValueKind.Number } value && value.TryGetUInt32(out var count)
            ? count
            : throw JsonInput.Malformed("`max_count` must be an unsigned 32-bit integer");
}
