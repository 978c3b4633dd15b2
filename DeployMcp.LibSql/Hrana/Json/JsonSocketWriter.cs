using DeployMcp.LibSql.Statements;

namespace DeployMcp.LibSql.Hrana.Json;

/// <summary>Messages in JSON.</summary>
internal sealed class JsonSocketWriter(JsonOutput output) : JsonAnswerWriter(output), ISocketWriter
{
    public void HelloOk() => Output.Raw("{\"type\":\"hello_ok\"}"u8);

    public void HelloError(HranaError error)
    {
        Output.Raw("{\"type\":\"hello_error\",\"error\":"u8);
        JsonValues.Error(Output, error);
        Output.Raw("}"u8);
    }

    public void BeginResponse(int id) => Output.Raw("{\"type\":\"response_ok\",\"request_id\":"u8).Number(id).Raw(",\"response\":"u8);

    public void EndResponse() => Output.Raw("}"u8);

    public void FailResponse(int id, HranaError error)
    {
        Output.Raw("{\"type\":\"response_error\",\"request_id\":"u8).Number(id).Raw(",\"error\":"u8);
        JsonValues.Error(Output, error);
        Output.Raw("}"u8);
    }

    public void Fetched(IReadOnlyList<byte[]> entries, bool done)
    {
        Output.Raw(",\"entries\":["u8);
        for (var i = 0; i < entries.Count; i++)
            Output.Raw(i > 0 ? ","u8 : ""u8).Raw(entries[i]);
        Output.Raw("],\"done\":"u8).Boolean(done);
    }

    public IBatchSink CursorEntries(Action entryEnds, Func<CancellationToken, ValueTask> rowEnds) => new JsonCursorSink(Output, entryEnds, rowEnds);

    public void CursorFailure(HranaError error)
    {
        Output.Raw("{\"type\":\"error\",\"error\":"u8);
        JsonValues.Error(Output, error);
        Output.Raw("}"u8);
    }
}
