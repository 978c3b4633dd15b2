namespace DeployMcp.GitServer.SmartHttp;

/// <summary>
/// The way to a client that may go away at any moment. What is under way in git goes on all the same, so that after a lost
/// connection writing here does nothing instead of failing.
/// </summary>
internal sealed class ClientStream(HttpContext context) : Stream
{
    private bool _lost;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_lost || context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        try
        {
            await context.Response.Body.WriteAsync(buffer, context.RequestAborted);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            _lost = true;
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only asynchronously.");

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
