using System.Net.WebSockets;
using DeployMcp.LibSql.Databases;
using DeployMcp.LibSql.Hrana;
using DeployMcp.LibSql.Hrana.Json;
using DeployMcp.LibSql.Streams;
using DeployMcp.LibSql.Tokens;

namespace DeployMcp.LibSql.WebSockets;

/// <summary>The streams, cursors and stored texts of a connection, and the answers to what is asked of them.</summary>
/// <param name="reply">Sends one answer.</param>
/// <param name="current">The database and what the client may do there now; throws when that is nothing.</param>
internal sealed class SocketStreams(
    int maxMessageBytes, Func<ReadOnlyMemory<byte>, CancellationToken, Task> reply, Func<(Database Database, TokenAccess Access)> current)
{
    private readonly Dictionary<int, SocketStream> _streams = [];
    private readonly Dictionary<int, SocketStream> _cursors = [];
    private readonly StoredSql _sqls = new();

    /// <summary>Called for one request after the other; the answers come when they are there.</summary>
    /// <exception cref="HranaRefusedException">The request breaks the protocol.</exception>
    public void Handle(int id, SocketRequest request, CancellationToken cancellationToken)
    {
        switch (request)
        {
            case SocketRequest.OpenStream { StreamId: var streamId }:
                Open(id, streamId, cancellationToken);
                break;
            case SocketRequest.CloseStream { StreamId: var streamId }:
                Close(id, streamId, cancellationToken);
                break;
            case SocketRequest.OnConnection { Request: var body }:
                OnConnection(id, body, cancellationToken);
                break;
            case SocketRequest.OnStream { StreamId: var streamId, Request: var body }:
                OnStream(id, Find(streamId), SqlTextResolution.Resolve(body, _sqls), cancellationToken);
                break;
            case SocketRequest.OpenCursor open:
                OpenCursor(id, open, cancellationToken);
                break;
            case SocketRequest.FetchCursor { CursorId: var cursorId, MaxCount: var count }:
                Fetch(id, FindCursor(cursorId), count, cancellationToken);
                break;
            case SocketRequest.CloseCursor { CursorId: var cursorId }:
                CloseCursor(id, cursorId, cancellationToken);
                break;
        }
    }

    /// <summary>Lets everything end that still runs, and rolls back what isn't committed.</summary>
    public async Task CloseAsync()
    {
        foreach (var stream in _streams.Values)
        {
            await stream.Tail;
            await stream.CloseAsync();
        }
    }

    private void Open(int id, int streamId, CancellationToken cancellationToken)
    {
        var stream = new SocketStream();
        if (!_streams.TryAdd(streamId, stream))
            throw new HranaRefusedException("HRANA_STREAM_EXISTS", $"Stream {streamId} already exists");
        Enqueue(stream, id, "open_stream", _ =>
        {
            stream.Stream = new SqlStream(current().Database);
            return Task.CompletedTask;
        }, cancellationToken);
    }

    private void Close(int id, int streamId, CancellationToken cancellationToken)
    {
        var stream = Find(streamId);
        _streams.Remove(streamId);
        foreach (var cursor in _cursors.Where(c => c.Value == stream).Select(c => c.Key).ToArray())
            _cursors.Remove(cursor);
        Enqueue(stream, id, "close_stream", _ => stream.CloseAsync(), cancellationToken);
    }

    private void OnConnection(int id, StreamRequest request, CancellationToken cancellationToken)
    {
        HranaException? failure = null;
        try
        {
            if (request is StreamRequest.StoreSql { SqlId: var sqlId, Sql: var sql })
                _sqls.Store(sqlId, sql);
            else if (request is StreamRequest.CloseSql { SqlId: var closed })
                _sqls.Close(closed);
        }
        catch (HranaException e)
        {
            failure = e;
        }

        Enqueue(new SocketStream(), id, request.Type, _ => failure is null ? Task.CompletedTask : throw failure, cancellationToken);
    }

    private void OnStream(int id, SocketStream stream, StreamRequest request, CancellationToken cancellationToken)
        => Enqueue(stream, id, type: null, async output =>
        {
            var access = current().Access;
            var sql = Opened(stream);
            using var cancellation = sql.Database.RequestCancellation(cancellationToken);
            await sql.EnterAsync(cancellation.Token);
            try
            {
                await new StreamRequestHandler(sql, access, output).AnswerAsync(request, cancellation.Token);
            }
            finally
            {
                sql.Leave();
            }
        }, cancellationToken);

    private void OpenCursor(int id, SocketRequest.OpenCursor request, CancellationToken cancellationToken)
    {
        var stream = Find(request.StreamId);
        if (_cursors.ContainsValue(stream))
            throw new HranaRefusedException("HRANA_CURSOR_OPEN", $"Stream {request.StreamId} already has an open cursor");
        if (!_cursors.TryAdd(request.CursorId, stream))
            throw new HranaRefusedException("HRANA_CURSOR_EXISTS", $"Cursor {request.CursorId} already exists");
        var batch = SqlTextResolution.Resolve(request.Batch, _sqls);
        Enqueue(stream, id, "open_cursor", _ =>
        {
            stream.Cursor = new SocketCursor(Opened(stream), current().Access, batch, cancellationToken);
            return Task.CompletedTask;
        }, cancellationToken);
    }

    private void Fetch(int id, SocketStream stream, long count, CancellationToken cancellationToken)
        => Enqueue(
            stream,
            id,
            "fetch_cursor",
            output => (stream.Cursor ?? throw new HranaException("CURSOR_NOT_OPEN", "The cursor has failed to open")).FetchAsync(output, count, cancellationToken),
            cancellationToken);

    private void CloseCursor(int id, int cursorId, CancellationToken cancellationToken)
    {
        var stream = FindCursor(cursorId);
        _cursors.Remove(cursorId);
        Enqueue(stream, id, "close_cursor", async _ =>
        {
            if (stream.Cursor is { } cursor)
                await cursor.CloseAsync();
            stream.Cursor = null;
        }, cancellationToken);
    }

    private SocketStream Find(int streamId)
        => _streams.TryGetValue(streamId, out var stream) ? stream : throw new HranaRefusedException("HRANA_STREAM_NOT_FOUND", $"Stream {streamId} not found");

    private SocketStream FindCursor(int cursorId)
        => _cursors.TryGetValue(cursorId, out var stream) ? stream : throw new HranaRefusedException("HRANA_CURSOR_NOT_FOUND", $"Cursor {cursorId} not found");

    private static SqlStream Opened(SocketStream stream) => stream.Stream ?? throw new HranaException("STREAM_NOT_OPEN", "The stream has failed to open");

    /// <param name="type">Of the response; null when <paramref name="answer"/> writes it all.</param>
    private void Enqueue(SocketStream stream, int id, string? type, Func<JsonOutput, Task> answer, CancellationToken cancellationToken)
        => stream.Enqueue(async () =>
        {
            using var output = new JsonOutput(drain: null, maxMessageBytes);
            try
            {
                await AnswerAsync(output, id, type, answer);
                await reply(output.Rest, cancellationToken);
            }
            catch (Exception e) when (e is OperationCanceledException or WebSocketException)
            {
                // The connection ends, and with it whoever waits for the answer.
            }
        });

    private static async Task AnswerAsync(JsonOutput output, int id, string? type, Func<JsonOutput, Task> answer)
    {
        try
        {
            output.Raw("{\"type\":\"response_ok\",\"request_id\":"u8).Number(id).Raw(",\"response\":"u8);
            if (type is not null)
                output.Raw("{\"type\":"u8).String(type);
            await answer(output);
            output.Raw(type is null ? "}"u8 : "}}"u8);
        }
        catch (Exception e) when (e is HranaException or HranaRefusedException)
        {
            output.Rewind(0);
            output.Raw("{\"type\":\"response_error\",\"request_id\":"u8).Number(id).Raw(",\"error\":"u8);
            JsonValues.Error(output, e is HranaException failed ? failed.Error : ((HranaRefusedException)e).Error);
            output.Raw("}"u8);
        }
    }
}
