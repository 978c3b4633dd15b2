using System.Text.Json;

namespace ModelContextProtocol.AspNetCore.Messages;

/// <summary>The JSON-RPC answer in an event stream that consists of nothing else.</summary>
/// <param name="Json">The answer itself, without the framing.</param>
/// <param name="ErrorCode">The code when it is an error.</param>
internal readonly record struct SingleAnswer(ReadOnlyMemory<byte> Json, int? ErrorCode)
{
    private static ReadOnlySpan<byte> Prefix => "event: message\ndata: "u8;

    /// <summary>Null when <paramref name="events"/> is more than one event, one to be resumed from, or not an answer.</summary>
    public static SingleAnswer? Find(ReadOnlyMemory<byte> events)
    {
        // JSON has no raw line breaks, so the first one ends the data, and an empty line ends the event.
        var span = events.Span;
        if (!span.StartsWith(Prefix) || Prefix.Length + span[Prefix.Length..].IndexOf((byte)'\n') != span.Length - 2)
            return null;

        var json = events[Prefix.Length..^2];
        return Classify(json.Span, out var errorCode) ? new SingleAnswer(json, errorCode) : null;
    }

    private static bool Classify(ReadOnlySpan<byte> json, out int? errorCode)
    {
        errorCode = null;
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("method"u8))
                return false;
            if (reader.ValueTextEquals("result"u8))
                return true;
            if (reader.ValueTextEquals("error"u8))
            {
                errorCode = ReadCode(ref reader);
                return true;
            }

            reader.Skip();
        }

        return false;
    }

    private static int? ReadCode(ref Utf8JsonReader reader)
    {
        reader.Read();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("code"u8))
                return reader.Read() && reader.TryGetInt32(out var code) ? code : null;

            reader.Skip();
        }

        return null;
    }
}
