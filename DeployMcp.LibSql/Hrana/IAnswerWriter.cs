using DeployMcp.LibSql.Sqlite;
using DeployMcp.LibSql.Statements;

namespace DeployMcp.LibSql.Hrana;

/// <summary>Writes the answers to a stream's requests (Hrana 3, "Requests"), over HTTP and WebSocket alike.</summary>
internal interface IAnswerWriter : IDisposable
{
    OutputBuffer Output { get; }

    /// <param name="type">The request's.</param>
    void BeginAnswer(string type);

    IResultSink Result();

    IBatchResultSink Batch(int steps);

    void Description(SqliteStatement statement);

    void Autocommit(bool isAutocommit);

    void EndAnswer();
}

/// <summary>Writes bodies (Hrana 3, "Hrana over HTTP").</summary>
internal interface IHttpWriter : IAnswerWriter
{
    void BeginPipeline();

    /// <summary>Before an answer; what is written from here on may be taken back for <see cref="FailResult"/>.</summary>
    void BeginResult();

    void EndResult();

    void FailResult(HranaError error);

    void EndPipeline(string? baton);

    /// <summary>The structure <c>CursorRespBody</c>, before the entries.</summary>
    void CursorHead(string baton);

    /// <summary>The entries, which are sent as they come.</summary>
    IBatchSink CursorEntries();
}

/// <summary>Writes one message (Hrana 3, "Hrana over WebSocket"), or the entries of a cursor for later ones.</summary>
internal interface ISocketWriter : IAnswerWriter
{
    void HelloOk();

    void HelloError(HranaError error);

    void BeginResponse(int id);

    void EndResponse();

    void FailResponse(int id, HranaError error);

    /// <summary>The members <c>entries</c> and <c>done</c> of a fetch's answer.</summary>
    /// <param name="entries">Each as <see cref="CursorEntries"/> or <see cref="CursorFailure"/> wrote it.</param>
    void Fetched(IReadOnlyList<byte[]> entries, bool done);

    /// <param name="entryEnds">Takes each entry.</param>
    /// <param name="rowEnds">After a row's entry: may wait for the reader.</param>
    IBatchSink CursorEntries(Action entryEnds, Func<CancellationToken, ValueTask> rowEnds);

    /// <summary>The entry <c>error</c>, a cursor's last.</summary>
    void CursorFailure(HranaError error);
}
