using System.Buffers;
using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using ModelContextProtocol.Protocol;

namespace ModelContextProtocol.AspNetCore.Messages;

/// <summary>A response that is a stream of server-sent events.</summary>
internal static class EventStreamResponse
{
    private static readonly JsonTypeInfo<JsonRpcMessage> MessageTypeInfo =
        (JsonTypeInfo<JsonRpcMessage>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage));

    /// <summary>Sets the headers, and keeps server and proxies from holding events back.</summary>
    public static void Begin(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentType = "text/event-stream";
        headers.CacheControl = "no-cache,no-store";
        headers.ContentEncoding = "identity";
        headers["X-Accel-Buffering"] = "no";
        context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
    }

    /// <summary>Writes events as they come; those without a message carry only an id or a retry interval.</summary>
    public static Task WriteAsync(
        HttpContext context, IAsyncEnumerable<SseItem<JsonRpcMessage?>> events, CancellationToken cancellationToken) =>
        SseFormatter.WriteAsync(events, context.Response.Body, WriteData, cancellationToken);

    private static void WriteData(SseItem<JsonRpcMessage?> item, IBufferWriter<byte> writer)
    {
        if (item.Data is null)
            return;

        using var json = new Utf8JsonWriter(writer);
        JsonSerializer.Serialize(json, item.Data, MessageTypeInfo);
    }
}
