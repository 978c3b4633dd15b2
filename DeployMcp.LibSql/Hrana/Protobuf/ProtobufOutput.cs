using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace DeployMcp.LibSql.Hrana.Protobuf;

/// <summary>
/// Protobuf's wire format. A message's length comes before its content, so it is filled in when the message ends; nothing of a
/// message that is open can leave.
/// </summary>
/// <param name="largest">Bytes of what can't leave, beyond which its statement fails.</param>
internal sealed class ProtobufOutput(OutputDrain? drain, int limit, int largest) : OutputBuffer(drain, limit)
{
    private const int VarintType = 0;
    private const int Fixed64Type = 1;
    private const int DelimitedType = 2;
    private const int LongestVarint = 10;

    /// <summary>Bytes kept for a length: enough for 32 bits.</summary>
    private const int LengthBytes = 5;

    /// <summary>From here on a length keeps its bytes, of which the first ones then say nothing; below, the content moves up.</summary>
    private const int LongLength = 0x80;

    private readonly Stack<int> _open = new();

    public override void Rewind(long mark)
    {
        base.Rewind(mark);
        while (_open.TryPeek(out var start) && start >= Length)
            _open.Pop();
    }

    public override ValueTask DrainIfFullAsync(CancellationToken cancellationToken)
    {
        if (_open.Count == 0)
            return base.DrainIfFullAsync(cancellationToken);
        return Length < largest ? ValueTask.CompletedTask : throw TooLarge(largest);
    }

    /// <summary>A message in a field; what follows is its content.</summary>
    public ProtobufOutput Begin(int field)
    {
        Tag(field, DelimitedType);
        return BeginDelimited();
    }

    /// <summary>A message of a sequence, which has its length before it and no field.</summary>
    public ProtobufOutput BeginDelimited()
    {
        _open.Push(Length);
        Reserve(LengthBytes);
        Advance(LengthBytes);
        return this;
    }

    public ProtobufOutput End()
    {
        var start = _open.Pop();
        var content = Length - start - LengthBytes;
        if (content < LongLength)
        {
            Written.Slice(start + LengthBytes, content).CopyTo(Written[(start + 1)..]);
            Written[start] = (byte)content;
            Advance(1 - LengthBytes);
            return this;
        }

        for (var i = 0; i < LengthBytes; i++)
            Written[start + i] = (byte)((content >> (7 * i)) & 0x7f | (i < LengthBytes - 1 ? 0x80 : 0));
        return this;
    }

    public ProtobufOutput Empty(int field) => Begin(field).End();

    public ProtobufOutput Integer(int field, long value)
    {
        Tag(field, VarintType);
        Varint((ulong)value);
        return this;
    }

    /// <summary>A <c>sint64</c>.</summary>
    public ProtobufOutput Zigzag(int field, long value) => Integer(field, (value << 1) ^ (value >> 63));

    public ProtobufOutput Boolean(int field, bool value) => Integer(field, value ? 1 : 0);

    public ProtobufOutput Double(int field, double value)
    {
        Tag(field, Fixed64Type);
        BinaryPrimitives.WriteDoubleLittleEndian(Reserve(sizeof(double)), value);
        Advance(sizeof(double));
        return this;
    }

    public ProtobufOutput Bytes(int field, ReadOnlySpan<byte> bytes)
    {
        Tag(field, DelimitedType);
        Varint((ulong)bytes.Length);
        Append(bytes);
        return this;
    }

    /// <summary>Bytes that are no UTF-8, which SQLite may hold as text, become U+FFFD.</summary>
    public ProtobufOutput Text(int field, ReadOnlySpan<byte> text) => Utf8.IsValid(text) ? Bytes(field, text) : Text(field, Encoding.UTF8.GetString(text));

    /// <param name="text">Null writes nothing.</param>
    public ProtobufOutput Text(int field, string? text) => text is null ? this : Bytes(field, Encoding.UTF8.GetBytes(text));

    private void Tag(int field, int type) => Varint((ulong)((field << 3) | type));

    private void Varint(ulong value)
    {
        var target = Reserve(LongestVarint);
        var length = 0;
        for (; value >= 0x80; value >>= 7)
            target[length++] = (byte)(value | 0x80);
        target[length++] = (byte)value;
        Advance(length);
    }
}
