using System.Text;
using DeployMcp.LibSql.Sqlite;
using DeployMcp.LibSql.Statements;

namespace DeployMcp.LibSql.Hrana.Json;

/// <summary>The structures <c>StreamResponse</c> and <c>Response</c> in JSON, which differ in nothing but two names.</summary>
internal abstract class JsonAnswerWriter(JsonOutput output) : IAnswerWriter
{
    OutputBuffer IAnswerWriter.Output => output;

    protected JsonOutput Output => output;

    public void BeginAnswer(string type) => output.Raw("{\"type\":\""u8).Raw(Encoding.ASCII.GetBytes(type)).Raw("\""u8);

    public IResultSink Result()
    {
        output.Raw(",\"result\":"u8);
        return new JsonResultSink(output);
    }

    public IBatchResultSink Batch(int steps)
    {
        output.Raw(",\"result\":"u8);
        return new JsonBatchSink(output, steps);
    }

    public void Description(SqliteStatement statement)
    {
        output.Raw(",\"result\":"u8);
        JsonDescription.Write(output, statement);
    }

    public void Autocommit(bool isAutocommit) => output.Raw(",\"is_autocommit\":"u8).Boolean(isAutocommit);

    public void EndAnswer() => output.Raw("}"u8);

    public void Dispose() => output.Dispose();
}
