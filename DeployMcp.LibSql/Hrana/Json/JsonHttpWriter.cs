using DeployMcp.LibSql.Statements;

namespace DeployMcp.LibSql.Hrana.Json;

/// <summary>Bodies in JSON. The baton of a pipeline, which is known last, is its last member but one.</summary>
internal sealed class JsonHttpWriter(JsonOutput output) : JsonAnswerWriter(output), IHttpWriter
{
    private bool _hasResult;

    public void BeginPipeline() => Output.Raw("{\"results\":["u8);

    public void BeginResult() => Output.Raw(_hasResult ? ",{\"type\":\"ok\",\"response\":"u8 : "{\"type\":\"ok\",\"response\":"u8);

    public void EndResult()
    {
        Output.Raw("}"u8);
        _hasResult = true;
    }

    public void FailResult(HranaError error)
    {
        Output.Raw(_hasResult ? ",{\"type\":\"error\",\"error\":"u8 : "{\"type\":\"error\",\"error\":"u8);
        JsonValues.Error(Output, error);
        EndResult();
    }

    public void EndPipeline(string? baton) => Output.Raw("],\"baton\":"u8).String(baton).Raw(",\"base_url\":null}"u8);

    public void CursorHead(string baton) => Output.Raw("{\"baton\":"u8).String(baton).Raw(",\"base_url\":null}\n"u8);

    public IBatchSink CursorEntries() => new JsonCursorSink(Output, () => Output.Raw("\n"u8), Output.DrainIfFullAsync);
}
