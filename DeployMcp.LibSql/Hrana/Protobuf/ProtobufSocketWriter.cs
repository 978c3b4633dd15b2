using DeployMcp.LibSql.Statements;

namespace DeployMcp.LibSql.Hrana.Protobuf;

/// <summary>Messages in Protobuf (Hrana 3, "Protobuf schema", "Hrana over WebSocket").</summary>
internal sealed class ProtobufSocketWriter(ProtobufOutput output) : ProtobufAnswerWriter(output, Types, first: 2), ISocketWriter
{
    private static readonly string[] Types =
    [
        "open_stream", "close_stream", "execute", "batch", "open_cursor", "close_cursor", "fetch_cursor", "sequence", "describe", "store_sql", "close_sql",
        "get_autocommit",
    ];

    public void HelloOk() => Output.Empty(1);

    public void HelloError(HranaError error)
    {
        Output.Begin(2);
        ProtobufValues.Error(Output, 1, error);
        Output.End();
    }

    public void BeginResponse(int id) => Output.Begin(3).Integer(1, id);

    public void EndResponse() => Output.End();

    public void FailResponse(int id, HranaError error)
    {
        Output.Begin(4).Integer(1, id);
        ProtobufValues.Error(Output, 2, error);
        Output.End();
    }

    public void Fetched(IReadOnlyList<byte[]> entries, bool done)
    {
        foreach (var entry in entries)
            Output.Bytes(1, entry);
        Output.Boolean(2, done);
    }

    public IBatchSink CursorEntries(Action entryEnds, Func<CancellationToken, ValueTask> rowEnds) => new ProtobufCursorSink(Output, () => { }, entryEnds, rowEnds);

    public void CursorFailure(HranaError error) => ProtobufValues.Error(Output, 5, error);
}
