using System.Buffers;

namespace DeployMcp.LibSql.Hrana;

/// <summary>Where full output goes; without one, output that outgrows its limit is an error.</summary>
internal delegate ValueTask OutputDrain(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

/// <summary>
/// An answer that is written once and forwards, in pieces: a result of a million rows is never in memory. What hasn't left yet
/// can be taken back, so that a statement which fails after its first rows is answered with its error.
/// </summary>
/// <param name="drain">Takes what is written when it exceeds <paramref name="limit"/>.</param>
/// <param name="limit">In bytes; exceeded by at most one row.</param>
internal abstract class OutputBuffer(OutputDrain? drain, int limit) : IDisposable
{
    private const int FirstBuffer = 4096;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
    private long _drained;

    /// <summary>Something has left for good.</summary>
    public bool HasDrained => _drained > 0;

    public ReadOnlyMemory<byte> Rest => _buffer.AsMemory(0, Length);

    /// <summary>Bytes that haven't left.</summary>
    protected int Length { get; private set; }

    /// <summary>They may be changed.</summary>
    protected Span<byte> Written => _buffer.AsSpan(0, Length);

    /// <summary>A place to come back to.</summary>
    public long Mark() => _drained + Length;

    /// <exception cref="ResponseTornException">A part of it has left.</exception>
    public virtual void Rewind(long mark)
    {
        if (mark < _drained)
            throw new ResponseTornException();
        Length = (int)(mark - _drained);
    }

    /// <summary>To be called between rows.</summary>
    /// <exception cref="HranaException">The limit is reached and there is nowhere to put it.</exception>
    public virtual ValueTask DrainIfFullAsync(CancellationToken cancellationToken)
    {
        if (Length < limit)
            return ValueTask.CompletedTask;
        return drain is null ? throw TooLarge(limit) : DrainAsync(cancellationToken);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        Length = 0;
    }

    protected static HranaException TooLarge(int limit)
        => new("RESPONSE_TOO_LARGE", $"Response is too large: more than {limit} bytes. Ask for fewer rows, or use a cursor");

    protected void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Room for so many bytes; <see cref="Advance"/> says how many were used.</summary>
    protected Span<byte> Reserve(int bytes)
    {
        if (_buffer.Length - Length < bytes)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, Length + bytes));
            Written.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        return _buffer.AsSpan(Length);
    }

    /// <param name="bytes">Less than nothing takes the last ones back.</param>
    protected void Advance(int bytes) => Length += bytes;

    private async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        await drain!(Rest, cancellationToken);
        _drained += Length;
        Length = 0;
    }
}

/// <summary>A statement failed when a part of its result had already been sent: the response can only be broken off.</summary>
internal sealed class ResponseTornException() : Exception("The statement failed after a part of its result had been sent.");
