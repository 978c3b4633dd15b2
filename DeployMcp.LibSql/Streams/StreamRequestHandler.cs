using DeployMcp.LibSql.Hrana;
using DeployMcp.LibSql.Hrana.Json;
using DeployMcp.LibSql.Statements;
using DeployMcp.LibSql.Tokens;

namespace DeployMcp.LibSql.Streams;

/// <summary>Answers a stream's requests, over HTTP and WebSocket alike, with the structure <c>StreamResponse</c> in JSON.</summary>
internal sealed class StreamRequestHandler(SqlStream stream, TokenAccess access, JsonOutput output)
{
    private readonly StatementRunner _statements = new(stream, access);

    /// <exception cref="HranaException">The request failed; what was written of its answer is to be taken back.</exception>
    /// <exception cref="HranaRefusedException">The request breaks the protocol.</exception>
    public async ValueTask AnswerAsync(StreamRequest request, CancellationToken cancellationToken)
    {
        output.Raw("{\"type\":\""u8).Raw(System.Text.Encoding.ASCII.GetBytes(request.Type)).Raw("\""u8);
        switch (request)
        {
            case StreamRequest.Close:
                stream.Close();
                break;
            case StreamRequest.Execute { Stmt: var stmt }:
                output.Raw(",\"result\":"u8);
                await _statements.ExecuteAsync(stmt, new JsonResultSink(output), cancellationToken);
                break;
            case StreamRequest.RunBatch { Batch: var batch }:
                await RunBatchAsync(batch, cancellationToken);
                break;
            case StreamRequest.Sequence { Text: var text }:
                await _statements.SequenceAsync(text, cancellationToken);
                break;
            case StreamRequest.Describe { Text: var text }:
                output.Raw(",\"result\":"u8);
                _statements.Describe(text, statement => JsonDescription.Write(output, statement), cancellationToken);
                break;
            case StreamRequest.StoreSql { SqlId: var id, Sql: var sql }:
                stream.Sqls.Store(id, sql);
                break;
            case StreamRequest.CloseSql { SqlId: var id }:
                stream.Sqls.Close(id);
                break;
            case StreamRequest.GetAutocommit:
                output.Raw(",\"is_autocommit\":"u8).Boolean(stream.IsAutocommit);
                break;
        }

        output.Raw("}"u8);
    }

    public ValueTask RunAsync(Batch batch, IBatchSink sink, CancellationToken cancellationToken)
        => new BatchRunner(stream, _statements).RunAsync(batch, sink, cancellationToken);

    private async ValueTask RunBatchAsync(Batch batch, CancellationToken cancellationToken)
    {
        output.Raw(",\"result\":"u8);
        var sink = new JsonBatchSink(output, batch.Steps.Count);
        sink.Open();
        await RunAsync(batch, sink, cancellationToken);
        sink.Close();
    }
}
