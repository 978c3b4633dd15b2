using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace DeployMcp.LibSql.Hrana.Json;

/// <summary>Where full output goes; without one, output that outgrows its limit is an error.</summary>
internal delegate ValueTask OutputDrain(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

/// <summary>
/// JSON text that is written once and forwards, in pieces: a result of a million rows is never in memory. What hasn't left yet
/// can be taken back, so that a statement which fails after its first rows is answered with its error.
/// </summary>
/// <param name="drain">Takes what is written when it exceeds <paramref name="limit"/>.</param>
/// <param name="limit">In bytes; exceeded by at most one row.</param>
internal sealed class JsonOutput(OutputDrain? drain, int limit) : IDisposable
{
    private const int FirstBuffer = 4096;
    private const int LongestNumber = 32;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
    private int _length;
    private long _drained;

    /// <summary>Something has left for good.</summary>
    public bool HasDrained => _drained > 0;

    public ReadOnlyMemory<byte> Rest => _buffer.AsMemory(0, _length);

    /// <summary>A place to come back to.</summary>
    public long Mark() => _drained + _length;

    /// <exception cref="ResponseTornException">A part of it has left.</exception>
    public void Rewind(long mark)
    {
        if (mark < _drained)
            throw new ResponseTornException();
        _length = (int)(mark - _drained);
    }

    public JsonOutput Raw(ReadOnlySpan<byte> json)
    {
        json.CopyTo(Reserve(json.Length));
        _length += json.Length;
        return this;
    }

    public JsonOutput Number(long value)
    {
        _ = Utf8Formatter.TryFormat(value, Reserve(LongestNumber), out var written);
        _length += written;
        return this;
    }

    /// <summary>A number that reads back as the same. Infinities, which JSON has no word for, become numbers too large for a double.</summary>
    public JsonOutput Number(double value)
    {
        if (double.IsInfinity(value))
            return Raw(value > 0 ? "1e999"u8 : "-1e999"u8);
        _ = value.TryFormat(Reserve(LongestNumber), out var written, "R", CultureInfo.InvariantCulture);
        _length += written;
        return this;
    }

    public JsonOutput Boolean(bool value) => Raw(value ? "true"u8 : "false"u8);

    public JsonOutput String(string? value)
    {
        if (value is null)
            return Raw("null"u8);
        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        var rented = ArrayPool<byte>.Shared.Rent(most);
        var length = Encoding.UTF8.GetBytes(value, rented);
        String(rented.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(rented);
        return this;
    }

    /// <summary>Bytes that are no UTF-8, which SQLite may hold as text, become U+FFFD.</summary>
    public JsonOutput String(ReadOnlySpan<byte> text)
    {
        if (!Utf8.IsValid(text))
            return String(Encoding.UTF8.GetString(text));
        Raw("\""u8);
        Escape(text);
        return Raw("\""u8);
    }

    public JsonOutput Base64(ReadOnlySpan<byte> bytes)
    {
        Raw("\""u8);
        _ = System.Buffers.Text.Base64.EncodeToUtf8(bytes, Reserve(System.Buffers.Text.Base64.GetMaxEncodedToUtf8Length(bytes.Length)), out _, out var written);
        _length += written;
        return Raw("\""u8);
    }

    /// <summary>To be called between rows.</summary>
    /// <exception cref="HranaException">The limit is reached and there is nowhere to put it.</exception>
    public ValueTask DrainIfFullAsync(CancellationToken cancellationToken)
    {
        if (_length < limit)
            return ValueTask.CompletedTask;
        return drain is null
            ? throw new HranaException("RESPONSE_TOO_LARGE", $"Response is too large: more than {limit} bytes. Ask for fewer rows, or use a cursor")
            : DrainAsync(cancellationToken);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    private async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        await drain!(Rest, cancellationToken);
        _drained += _length;
        _length = 0;
    }

    private void Escape(ReadOnlySpan<byte> text)
    {
        var encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        while (!text.IsEmpty)
        {
            var first = encoder.FindFirstCharacterToEncodeUtf8(text);
            if (first < 0)
            {
                Raw(text);
                return;
            }

            Raw(text[..first]);
            text = text[first..];
            var status = encoder.EncodeUtf8(text, Reserve(Math.Max(256, text.Length)), out var consumed, out var written);
            _length += written;
            text = text[consumed..];
            if (status == OperationStatus.Done)
                return;
        }
    }

    private Span<byte> Reserve(int bytes)
    {
        if (_buffer.Length - _length < bytes)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, _length + bytes));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        return _buffer.AsSpan(_length);
    }
}

/// <summary>A statement failed when a part of its result had already been sent: the response can only be broken off.</summary>
internal sealed class ResponseTornException() : Exception("The statement failed after a part of its result had been sent.");
