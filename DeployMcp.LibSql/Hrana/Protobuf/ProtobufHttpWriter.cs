using DeployMcp.LibSql.Statements;

namespace DeployMcp.LibSql.Hrana.Protobuf;

/// <summary>Bodies in Protobuf (Hrana 3, "Protobuf schema", "Hrana over HTTP").</summary>
internal sealed class ProtobufHttpWriter(ProtobufOutput output) : ProtobufAnswerWriter(output, Types, first: 1), IHttpWriter
{
    private static readonly string[] Types = ["close", "execute", "batch", "sequence", "describe", "store_sql", "close_sql", "get_autocommit"];

    public void BeginPipeline()
    {
        // A body has no beginning of its own.
    }

    public void BeginResult() => Output.Begin(3).Begin(1);

    public void EndResult() => Output.End().End();

    public void FailResult(HranaError error)
    {
        Output.Begin(3);
        ProtobufValues.Error(Output, 2, error);
        Output.End();
    }

    public void EndPipeline(string? baton) => Output.Text(1, baton);

    public void CursorHead(string baton) => Output.BeginDelimited().Text(1, baton).End();

    public IBatchSink CursorEntries() => new ProtobufCursorSink(Output, () => Output.BeginDelimited(), () => Output.End(), Output.DrainIfFullAsync);
}
