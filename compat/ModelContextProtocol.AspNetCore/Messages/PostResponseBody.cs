using System.Buffers;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Protocol;

namespace ModelContextProtocol.AspNetCore.Messages;

/// <summary>
/// The body that Core's transport writes its events into. When the first event is already the answer it goes out as
/// plain <c>application/json</c> in one write; otherwise, or when the answer takes longer than
/// <see cref="HeaderGrace"/>, the events are streamed as they come. Until then the status is open, so that an error
/// of 2026-07-28 can still choose it.
/// </summary>
internal sealed class PostResponseBody(HttpContext context, bool mapErrorsToStatus) : Stream
{
    /// <summary>
    /// How long the headers may wait for the first message: long enough that a busy machine still gets its errors into the
    /// status, far shorter than any client or proxy waits for headers.
    /// </summary>
    private static readonly TimeSpan HeaderGrace = TimeSpan.FromSeconds(1);

    private const int Undecided = 0;
    private const int Streaming = 1;
    private const int Finished = 2;

    private readonly ArrayBufferWriter<byte> _pending = new(512);
    private WithheldResult? _withheld;
    private readonly TaskCompletionSource _headersSent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Timer? _grace;
    private int _state = Undecided;
    private volatile bool _answered;

    /// <summary>Whether the response is complete: one answer, as plain JSON.</summary>
    public bool IsAnswered => _answered;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Takes a tool's result for itself and returns a small one in its place, which is replaced when it comes by.</summary>
    public CallToolResult Withhold(CallToolResult result)
    {
        _withheld = new WithheldResult(result);
        return _withheld.Substitute;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer) => _pending.Write(buffer);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Flush() => throw new NotSupportedException("Only asynchronous writes reach a response.");

    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_pending.WrittenCount > 0)
            return SendPendingAsync(cancellationToken);

        // Core flushes once, before anything is written, to say that it has the request.
        _grace ??= new Timer(static body => ((PostResponseBody)body!).OnGraceElapsed(), this, HeaderGrace, Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }

    /// <summary>Ends the response: afterwards nothing of this body touches the request any more.</summary>
    public async ValueTask CompleteAsync()
    {
        if (_grace is not null)
            await _grace.DisposeAsync();
        if (Interlocked.Exchange(ref _state, Finished) == Streaming)
            await _headersSent.Task;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private async Task SendPendingAsync(CancellationToken cancellationToken)
    {
        _withheld?.PutInto(_pending);
        if (SingleAnswer.Find(_pending.WrittenMemory) is { } answer
            && Interlocked.CompareExchange(ref _state, Finished, Undecided) == Undecided)
        {
            WriteAnswer(answer);
        }
        else
        {
            await StreamPendingAsync(cancellationToken);
        }

        _pending.ResetWrittenCount();
    }

    private async Task StreamPendingAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _state, Streaming, Undecided) == Undecided)
            EventStreamResponse.Begin(context);
        else
            await _headersSent.Task;

        try
        {
            context.Response.BodyWriter.Write(_pending.WrittenSpan);
            await context.Response.BodyWriter.FlushAsync(cancellationToken);
        }
        finally
        {
            _headersSent.TrySetResult();
        }
    }

    private void WriteAnswer(SingleAnswer answer)
    {
        var response = context.Response;
        if (mapErrorsToStatus && answer.ErrorCode is { } code)
            response.StatusCode = StatusOf(code);
        response.ContentType = "application/json";
        response.ContentLength = answer.Json.Length;

        // No flush: the server sends headers and body together when the request ends, which is now.
        response.BodyWriter.Write(answer.Json.Span);
        _answered = true;
    }

    private void OnGraceElapsed()
    {
        if (Interlocked.CompareExchange(ref _state, Streaming, Undecided) == Undecided)
            _ = SendHeadersAsync();
    }

    private async Task SendHeadersAsync()
    {
        try
        {
            EventStreamResponse.Begin(context);
            await context.Response.StartAsync(context.RequestAborted);
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
            _headersSent.TrySetResult();
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            _headersSent.TrySetResult();
        }
        catch (Exception exception)
        {
            // Whoever writes next, or ends the response, meets it.
            _headersSent.TrySetException(exception);
        }
    }

    /// <summary>The HTTP status for an error of 2026-07-28 (basic/transports; SEP-2575). The handler's own errors stay 200.</summary>
    private static int StatusOf(int code) => (McpErrorCode)code switch
    {
        McpErrorCode.MethodNotFound => StatusCodes.Status404NotFound,
        McpErrorCode.HeaderMismatch
            or McpErrorCode.MissingRequiredClientCapability
            or McpErrorCode.UnsupportedProtocolVersion
            or McpErrorCode.InvalidRequest => StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status200OK,
    };
}
