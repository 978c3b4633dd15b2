using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace DeployMcp.LibSql.Hrana.Json;

/// <summary>JSON text.</summary>
internal sealed class JsonOutput(OutputDrain? drain, int limit) : OutputBuffer(drain, limit)
{
    private const int LongestNumber = 32;

    public JsonOutput Raw(ReadOnlySpan<byte> json)
    {
        Append(json);
        return this;
    }

    public JsonOutput Number(long value)
    {
        _ = Utf8Formatter.TryFormat(value, Reserve(LongestNumber), out var written);
        Advance(written);
        return this;
    }

    /// <summary>A number that reads back as the same. Infinities, which JSON has no word for, become numbers too large for a double.</summary>
    public JsonOutput Number(double value)
    {
        if (double.IsInfinity(value))
            return Raw(value > 0 ? "1e999"u8 : "-1e999"u8);
        _ = value.TryFormat(Reserve(LongestNumber), out var written, "R", CultureInfo.InvariantCulture);
        Advance(written);
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
        Advance(written);
        return Raw("\""u8);
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
            Advance(written);
            text = text[consumed..];
            if (status == OperationStatus.Done)
                return;
        }
    }
}
