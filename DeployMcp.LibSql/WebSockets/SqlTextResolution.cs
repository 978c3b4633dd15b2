using DeployMcp.LibSql.Hrana;
using DeployMcp.LibSql.Streams;

namespace DeployMcp.LibSql.WebSockets;

/// <summary>
/// Puts stored texts in the place of their numbers when a request comes: it may be answered after the client has closed the text.
/// </summary>
internal static class SqlTextResolution
{
    public static StreamRequest Resolve(StreamRequest request, StoredSql sqls) => request switch
    {
        StreamRequest.Execute execute => new StreamRequest.Execute(Resolve(execute.Stmt, sqls)),
        StreamRequest.RunBatch batch => new StreamRequest.RunBatch(Resolve(batch.Batch, sqls)),
        StreamRequest.Sequence sequence => new StreamRequest.Sequence(Resolve(sequence.Text, sqls)),
        StreamRequest.Describe describe => new StreamRequest.Describe(Resolve(describe.Text, sqls)),
        _ => request,
    };

    public static Batch Resolve(Batch batch, StoredSql sqls) => new([.. batch.Steps.Select(step => step with { Stmt = Resolve(step.Stmt, sqls) })]);

    private static Stmt Resolve(Stmt stmt, StoredSql sqls) => stmt with { Text = Resolve(stmt.Text, sqls) };

    private static SqlText Resolve(SqlText text, StoredSql sqls) => new(sqls.Resolve(text), null);
}
