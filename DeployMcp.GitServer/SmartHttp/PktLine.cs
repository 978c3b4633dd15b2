using System.Buffers;
using System.Globalization;
using System.Text;

namespace DeployMcp.GitServer.SmartHttp;

/// <summary>git's framing: four hex digits of length, themselves included, then the bytes (gitprotocol-common, "pkt-line Format").</summary>
internal static class PktLine
{
    public const int LengthSize = 4;

    /// <summary>The most that one line may carry.</summary>
    public const int MaxPayload = 65_516;

    public static ReadOnlyMemory<byte> Flush { get; } = "0000"u8.ToArray();

    public static byte[] Encode(string text) => Encode(Encoding.UTF8.GetBytes(text));

    public static byte[] Encode(ReadOnlySpan<byte> payload)
    {
        var line = new byte[LengthSize + payload.Length];
        Encoding.ASCII.GetBytes(line.Length.ToString("x4", CultureInfo.InvariantCulture), line);
        payload.CopyTo(line.AsSpan(LengthSize));
        return line;
    }

    /// <summary>One line of a side band: 1 is data, 2 is shown to the user (gitprotocol-pack, "Packfile Data").</summary>
    public static byte[] EncodeBand(byte band, ReadOnlySpan<byte> payload) => Encode([band, .. payload]);

    /// <summary>The length of the payload; null for a flush or another special line; -1 when these four bytes are none.</summary>
    public static int? PayloadLength(ReadOnlySpan<byte> length)
    {
        // int.TryParse would let signs and blanks through.
        if (length.IndexOfAnyExcept(HexDigits) >= 0
            || !int.TryParse(length, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var total)
            || total - LengthSize > MaxPayload)
        {
            return -1;
        }

        return total < LengthSize ? null : total - LengthSize;
    }

    private static SearchValues<byte> HexDigits { get; } = SearchValues.Create("0123456789abcdefABCDEF"u8);
}
