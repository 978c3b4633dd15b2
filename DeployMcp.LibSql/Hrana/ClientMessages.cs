namespace DeployMcp.LibSql.Hrana;

/// <summary>The structure <c>ClientMsg</c> (Hrana 3, "Hrana over WebSocket").</summary>
internal abstract record ClientMessage
{
    private ClientMessage()
    {
    }

    internal sealed record Hello(string? Jwt) : ClientMessage;

    internal sealed record Request(int Id, SocketRequest Body) : ClientMessage;
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
}
