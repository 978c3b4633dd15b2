using System.Buffers.Text;

namespace DeployMcp.Benchmarks.Load;

/// <summary>Where an HTTP/1.1 answer ends (RFC 9112 section 6): by Content-Length or by its last chunk.</summary>
public static class AnswerFraming
{
    private static ReadOnlySpan<byte> LineEnd => "\r\n"u8;

    /// <summary>Whether these bytes are the whole of it. Nothing follows an answer, as the next request is not sent before.</summary>
    /// <exception cref="InvalidOperationException">It has neither length nor chunks: it would end with the connection, which is kept here.</exception>
    public static bool IsComplete(ReadOnlySpan<byte> received)
    {
        var headerEnd = received.IndexOf("\r\n\r\n"u8);
        if (headerEnd < 0)
            return false;

        var body = received[(headerEnd + 4)..];
        return ContentLength(received[..(headerEnd + 2)]) is { } length ? body.Length >= length : EndsWithLastChunk(body);
    }

    /// <summary>Of the status line, <c>HTTP/1.1 200 OK</c>.</summary>
    public static int Status(ReadOnlySpan<byte> answer)
        => Utf8Parser.TryParse(answer["HTTP/1.1 ".Length..], out int status, out _) ? status : throw new InvalidOperationException("The answer has no status.");

    /// <summary>Null when the body comes in chunks.</summary>
    private static int? ContentLength(ReadOnlySpan<byte> headers)
    {
        while (headers.IndexOf(LineEnd) is >= 0 and var end)
        {
            var line = headers[..end];
            headers = headers[(end + 2)..];
            if (Value(line, "content-length:"u8) is { Length: > 0 } length)
                return Utf8Parser.TryParse(length, out int bytes, out _) ? bytes : throw new InvalidOperationException("Content-Length is no number.");
            if (Value(line, "transfer-encoding:"u8) is { Length: > 0 } encoding && encoding.SequenceEqual("chunked"u8))
                return null;
        }

        throw new InvalidOperationException("The answer has neither Content-Length nor chunks.");
    }

    private static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name)
        => line.Length > name.Length && System.Text.Ascii.EqualsIgnoreCase(line[..name.Length], name) ? line[name.Length..].Trim((byte)' ') : default;

    private static bool EndsWithLastChunk(ReadOnlySpan<byte> body)
    {
        while (body.IndexOf(LineEnd) is >= 0 and var end)
        {
            if (!Utf8Parser.TryParse(body[..end], out int size, out _, 'x'))
                throw new InvalidOperationException("A chunk's size is no number.");

            var next = end + 2 + size + 2;
            if (body.Length < next)
                return false;
            if (size == 0)
                return true;

            body = body[next..];
        }

        return false;
    }
}
