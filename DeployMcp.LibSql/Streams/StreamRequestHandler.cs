using DeployMcp.LibSql.Hrana;
using DeployMcp.LibSql.Statements;
using DeployMcp.LibSql.Tokens;

namespace DeployMcp.LibSql.Streams;

/// <summary>Answers a stream's requests, over HTTP and WebSocket alike.</summary>
internal sealed class StreamRequestHandler(SqlStream stream, TokenAccess access, IAnswerWriter writer)
{
    private readonly StatementRunner _statements = new(stream, access);

    /// <exception cref="HranaException">The request failed; what was written of its answer is to be taken back.</exception>
    /// <exception cref="HranaRefusedException">The request breaks the protocol.</exception>
    public async ValueTask AnswerAsync(StreamRequest request, CancellationToken cancellationToken)
    {
        writer.BeginAnswer(request.Type);
        switch (request)
        {
            case StreamRequest.Close:
                stream.Close();
                break;
            case StreamRequest.Execute { Stmt: var stmt }:
                await _statements.ExecuteAsync(stmt, writer.Result(), cancellationToken);
                break;
            case StreamRequest.RunBatch { Batch: var batch }:
                await RunBatchAsync(batch, cancellationToken);
                break;
            case StreamRequest.Sequence { Text: var text }:
                await _statements.SequenceAsync(text, cancellationToken);
                break;
            case StreamRequest.Describe { Text: var text }:
                _statements.Describe(text, writer.Description, cancellationToken);
                break;
            case StreamRequest.StoreSql { SqlId: var id, Sql: var sql }:
                stream.Sqls.Store(id, sql);
                break;
            case StreamRequest.CloseSql { SqlId: var id }:
                stream.Sqls.Close(id);
                break;
            case StreamRequest.GetAutocommit:
                writer.Autocommit(stream.IsAutocommit);
                break;
        }

        writer.EndAnswer();
    }

    public ValueTask RunAsync(Batch batch, IBatchSink sink, CancellationToken cancellationToken)
        => new BatchRunner(stream, _statements).RunAsync(batch, sink, cancellationToken);

    private async ValueTask RunBatchAsync(Batch batch, CancellationToken cancellationToken)
    {
        var sink = writer.Batch(batch.Steps.Count);
        sink.Open();
        await RunAsync(batch, sink, cancellationToken);
        sink.Close();
    }
}
