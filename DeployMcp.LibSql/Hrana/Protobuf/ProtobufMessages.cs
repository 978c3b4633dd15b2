namespace DeployMcp.LibSql.Hrana.Protobuf;

/// <summary>Messages over WebSocket out of Protobuf (Hrana 3, "Protobuf schema", "Hrana over WebSocket").</summary>
internal static class ProtobufMessages
{
    public static ClientMessage Message(ReadOnlySpan<byte> bytes)
    {
        ClientMessage? message = null;
        var reader = new ProtobufReader(bytes);
        while (reader.Next() is > 0 and var field)
        {
            if (field == 1)
                message = Hello(reader.Bytes());
            else if (field == 2)
                message = Request(reader.Bytes());
            else
                reader.Skip();
        }

        return message ?? throw ProtobufReader.Malformed("a message has no type");
    }

    private static ClientMessage.Hello Hello(ReadOnlySpan<byte> message)
    {
        string? jwt = null;
        var reader = new ProtobufReader(message);
        while (reader.Next() is > 0 and var field)
        {
            if (field == 1)
                jwt = reader.Text();
            else
                reader.Skip();
        }

        return new ClientMessage.Hello(jwt);
    }

    private static ClientMessage.Request Request(ReadOnlySpan<byte> message)
    {
        var (id, request) = (0, (SocketRequest?)null);
        var reader = new ProtobufReader(message);
        while (reader.Next() is > 0 and var field)
        {
            if (field == 1)
                id = reader.Int32();
            else if (field <= 13)
                request = Request(field, reader.Bytes());
            else
                reader.Skip();
        }

        return new ClientMessage.Request(id, request ?? throw ProtobufReader.Malformed("a request has no type"));
    }

    private static SocketRequest Request(int type, ReadOnlySpan<byte> request) => type switch
    {
        2 => new SocketRequest.OpenStream(First(request)),
        3 => new SocketRequest.CloseStream(First(request)),
        6 => OpenCursor(ProtobufFields.Read(request, first: 1, second: 2, message: 3)),
        7 => new SocketRequest.CloseCursor(First(request)),
        8 => FetchCursor(ProtobufFields.Read(request, first: 1, second: 2)),
        11 => new SocketRequest.OnConnection(ProtobufRequests.StoreSql(ProtobufFields.Read(request, first: 1, text: 2))),
        12 => new SocketRequest.OnConnection(new StreamRequest.CloseSql(First(request))),
        _ => new SocketRequest.OnStream(First(request), OnStream(type, request)),
    };

    private static StreamRequest OnStream(int type, ReadOnlySpan<byte> request) => type switch
    {
        4 => new StreamRequest.Execute(ProtobufStatements.Stmt(ProtobufFields.Read(request, message: 2).Message)),
        5 => new StreamRequest.RunBatch(ProtobufStatements.Batch(ProtobufFields.Read(request, message: 2).Message)),
        9 => new StreamRequest.Sequence(ProtobufFields.Read(request, text: 2, sqlId: 3).SqlText),
        10 => new StreamRequest.Describe(ProtobufFields.Read(request, text: 2, sqlId: 3).SqlText),
        _ => new StreamRequest.GetAutocommit(),
    };

    private static SocketRequest.OpenCursor OpenCursor(ProtobufFields request)
        => new(request.First, request.Second, ProtobufStatements.Batch(request.Message));

    private static SocketRequest.FetchCursor FetchCursor(ProtobufFields request) => new(request.First, (uint)request.Second);

    private static int First(ReadOnlySpan<byte> request) => ProtobufFields.Read(request, first: 1).First;
}
