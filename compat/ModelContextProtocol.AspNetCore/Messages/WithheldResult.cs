using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ModelContextProtocol.Protocol;

namespace ModelContextProtocol.AspNetCore.Messages;

/// <summary>
/// A tool's content and structured content on their way around Core, which turns each result into a tree of nodes and that
/// into text again. A substitute with everything else goes through Core; in its text stands a mark for what belongs there.
/// </summary>
internal sealed class WithheldResult(CallToolResult result)
{
    private static readonly JsonTypeInfo<IList<ContentBlock>> ContentTypeInfo =
        (JsonTypeInfo<IList<ContentBlock>>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(IList<ContentBlock>));

    // Random, so that nothing a tool or a client says can be taken for it.
    private static readonly IList<ContentBlock> MarkBlocks = [new TextContentBlock { Text = Guid.NewGuid().ToString("N") }];
    private static readonly byte[] Mark = JsonSerializer.SerializeToUtf8Bytes(MarkBlocks, ContentTypeInfo);

    /// <summary>What Core gets to see: the result without its content.</summary>
    public CallToolResult Substitute { get; } = new()
    {
        Content = MarkBlocks,
        IsError = result.IsError,
        Meta = result.Meta,
        ResultType = result.ResultType,
    };

    /// <summary>Puts the content where the mark stands in <paramref name="text"/>; a text without the mark stays as it is.</summary>
    public void PutInto(ArrayBufferWriter<byte> text)
    {
        var at = text.WrittenSpan.IndexOf(Mark);
        if (at < 0)
            return;

        var rest = text.WrittenSpan[(at + Mark.Length)..].ToArray();
        var before = text.WrittenSpan[..at].ToArray();
        text.ResetWrittenCount();
        text.Write(before);
        WriteContent(text);
        text.Write(rest);
    }

    private void WriteContent(ArrayBufferWriter<byte> text)
    {
        using (var json = new Utf8JsonWriter(text, new JsonWriterOptions { Encoder = McpJsonUtilities.DefaultOptions.Encoder, SkipValidation = true }))
        {
            JsonSerializer.Serialize(json, result.Content, ContentTypeInfo);
        }

        if (result.StructuredContent is not { } structured)
            return;

        text.Write(",\"structuredContent\":"u8);
        var raw = JsonMarshal.GetRawUtf8Value(structured);

        // A line break would end the event's data; within JSON it can only be the layout of a hand-made document.
        if (raw.IndexOfAny((byte)'\n', (byte)'\r') < 0)
        {
            text.Write(raw);
            return;
        }

        using var compact = new Utf8JsonWriter(text);
        structured.WriteTo(compact);
    }
}
