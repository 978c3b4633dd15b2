namespace DeployMcp.LibSql.Hrana.Protobuf;

/// <summary>Requests over HTTP out of Protobuf (Hrana 3, "Protobuf schema", "Hrana over HTTP").</summary>
internal static class ProtobufRequests
{
    public static PipelineRequest Pipeline(ReadOnlySpan<byte> body)
    {
        string? baton = null;
        List<StreamRequest> requests = [];
        var reader = new ProtobufReader(body);
        while (reader.Next() is > 0 and var field)
        {
            if (field == 1)
                baton = reader.Text();
            else if (field == 2)
                requests.Add(Request(reader.Bytes()));
            else
                reader.Skip();
        }

        return new PipelineRequest(baton, requests);
    }

    public static CursorRequest Cursor(ReadOnlySpan<byte> body)
    {
        string? baton = null;
        Batch? batch = null;
        var reader = new ProtobufReader(body);
        while (reader.Next() is > 0 and var field)
        {
            if (field == 1)
                baton = reader.Text();
            else if (field == 2)
                batch = ProtobufStatements.Batch(reader.Bytes());
            else
                reader.Skip();
        }

        return new CursorRequest(baton, batch ?? throw ProtobufReader.Malformed("there is no batch"));
    }

    private static StreamRequest Request(ReadOnlySpan<byte> message)
    {
        StreamRequest? request = null;
        var reader = new ProtobufReader(message);
        while (reader.Next() is > 0 and var field)
        {
            if (field <= 8)
                request = Request(field, reader.Bytes());
            else
                reader.Skip();
        }

        return request ?? throw ProtobufReader.Malformed("a request has no type");
    }

    private static StreamRequest Request(int type, ReadOnlySpan<byte> request) => type switch
    {
        1 => new StreamRequest.Close(),
        2 => new StreamRequest.Execute(ProtobufStatements.Stmt(ProtobufFields.Read(request, message: 1).Message)),
        3 => new StreamRequest.RunBatch(ProtobufStatements.Batch(ProtobufFields.Read(request, message: 1).Message)),
        4 => new StreamRequest.Sequence(ProtobufFields.Read(request, text: 1, sqlId: 2).SqlText),
        5 => new StreamRequest.Describe(ProtobufFields.Read(request, text: 1, sqlId: 2).SqlText),
        6 => StoreSql(ProtobufFields.Read(request, first: 1, text: 2)),
        7 => new StreamRequest.CloseSql(ProtobufFields.Read(request, first: 1).First),
        _ => new StreamRequest.GetAutocommit(),
    };

    /// <param name="request">With the number first.</param>
    public static StreamRequest StoreSql(ProtobufFields request) => new StreamRequest.StoreSql(request.First, request.Sql);
}
