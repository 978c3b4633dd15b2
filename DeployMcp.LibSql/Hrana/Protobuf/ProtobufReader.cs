using System.Buffers.Binary;
using System.Text;

namespace DeployMcp.LibSql.Hrana.Protobuf;

/// <summary>Reads a message's fields one after the other; those that nobody reads are passed over (Hrana 3, "Encoding").</summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    private const int VarintType = 0;
    private const int Fixed64Type = 1;
    private const int DelimitedType = 2;
    private const int Fixed32Type = 5;
    private const int LongestVarint = 10;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> _rest = message;
    private int _type;

    /// <returns>The next field's number; 0 when there is none.</returns>
    public int Next()
    {
        if (_rest.IsEmpty)
            return 0;
        var tag = RawVarint();
        _type = (int)(tag & 7);
        return tag >> 3 is > 0 and <= 0x1fffffff and var field ? (int)field : throw Malformed("there is no such field number");
    }

    /// <summary>An <c>int32</c>, <c>uint32</c> or <c>bool</c>: clients write negative ones with 32 bits or 64.</summary>
    public int Int32() => (int)Varint();

    public bool Boolean() => Varint() != 0;

    /// <summary>A <c>sint64</c>.</summary>
    public long Zigzag()
    {
        var value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public double Double()
    {
        Expect(Fixed64Type);
        return BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double)));
    }

    /// <summary>A message, or the value of a blob.</summary>
    public ReadOnlySpan<byte> Bytes()
    {
        Expect(DelimitedType);
        return Delimited();
    }

    public string Text()
    {
        try
        {
            return Strict.GetString(Bytes());
        }
        catch (DecoderFallbackException)
        {
            throw Malformed("a string is no UTF-8");
        }
    }

    public void Skip()
    {
        switch (_type)
        {
            case VarintType:
                RawVarint();
                break;
            case Fixed64Type:
                Take(sizeof(long));
                break;
            case DelimitedType:
                Delimited();
                break;
            case Fixed32Type:
                Take(sizeof(int));
                break;
            default:
                throw Malformed($"there is no wire type {_type}");
        }
    }

    public static HranaRefusedException Malformed(string why) => new("HRANA_PROTOBUF_INVALID", $"Cannot understand the client's Protobuf: {why}");

    private ReadOnlySpan<byte> Delimited() => RawVarint() is <= int.MaxValue and var length ? Take((int)length) : throw Malformed("a length is too large");

    private ulong Varint()
    {
        Expect(VarintType);
        return RawVarint();
    }

    private ulong RawVarint()
    {
        var value = 0UL;
        for (var i = 0; i < LongestVarint; i++)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7f) << (7 * i);
            if (next < 0x80)
                return value;
        }

        throw Malformed("a number has more than ten bytes");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (_rest.Length < count)
            throw Malformed("it ends in the middle of a field");
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    private readonly void Expect(int type)
    {
        if (_type != type)
            throw Malformed($"a field has the wire type {_type} instead of {type}");
    }
}
