using DeployMcp.LibSql.Sqlite;
using DeployMcp.LibSql.Statements;

namespace DeployMcp.LibSql.Hrana.Protobuf;

/// <summary>The structures <c>StreamResponse</c> and <c>ResponseOkMsg</c> in Protobuf: the same answers under other numbers.</summary>
/// <param name="types">The types of answers in the order of their fields' numbers.</param>
/// <param name="first">The first one's number.</param>
internal abstract class ProtobufAnswerWriter(ProtobufOutput output, string[] types, int first) : IAnswerWriter
{
    OutputBuffer IAnswerWriter.Output => output;

    protected ProtobufOutput Output => output;

    public void BeginAnswer(string type) => output.Begin(Array.IndexOf(types, type) + first);

    public IResultSink Result() => new ProtobufResultSink(output, field: 1);

    public IBatchResultSink Batch(int steps) => new ProtobufBatchSink(output);

    public void Description(SqliteStatement statement) => ProtobufValues.Description(output, 1, statement);

    public void Autocommit(bool isAutocommit) => output.Boolean(1, isAutocommit);

    public void EndAnswer() => output.End();

    public void Dispose() => output.Dispose();
}
