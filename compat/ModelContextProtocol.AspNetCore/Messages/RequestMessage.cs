using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Protocol;

namespace ModelContextProtocol.AspNetCore.Messages;

/// <summary>Reads what a POST carries: one JSON-RPC message, and the answer formats that the client takes.</summary>
internal static class RequestMessage
{
    private static readonly JsonTypeInfo<JsonRpcMessage> MessageTypeInfo =
        (JsonTypeInfo<JsonRpcMessage>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage));

    /// <summary>
    /// The message of the body, with its sender and revision in its context; null when the body is no JSON-RPC message.
    /// The server's own limit on bodies applies (Kestrel: 30 MB, then 413).
    /// </summary>
    public static async ValueTask<JsonRpcMessage?> ReadAsync(HttpContext context, string revision)
    {
        var reader = context.Request.BodyReader;
        var body = await ReadToEndAsync(reader, context.RequestAborted);
        var message = Parse(body);
        reader.AdvanceTo(body.End);
        if (message is null)
            return null;

        message.Context = new JsonRpcMessageContext
        {
            User = context.User.Identity?.IsAuthenticated is true ? context.User : null,
            ProtocolVersion = revision.Length == 0 ? null : revision,
        };
        return message;
    }

    /// <summary>The method of a request or notification; null for a response.</summary>
    public static string? Method(JsonRpcMessage message) => message switch
    {
        JsonRpcRequest request => request.Method,
        JsonRpcNotification notification => notification.Method,
        _ => null,
    };

    /// <summary>The parameters of a request or notification, when they are an object.</summary>
    public static JsonObject? Parameters(JsonRpcMessage message) => message switch
    {
        JsonRpcRequest request => request.Params as JsonObject,
        JsonRpcNotification notification => notification.Params as JsonObject,
        _ => null,
    };

    /// <summary>Whether the client takes <paramref name="mediaType"/>. Most send exactly the two types that the specification names.</summary>
    public static bool Accepts(HttpRequest request, string mediaType)
    {
        var accept = request.Headers.Accept.ToString();
        return accept.Equals("application/json, text/event-stream", StringComparison.Ordinal)
            || request.GetTypedHeaders().Accept.Any(type => type.MatchesMediaType(mediaType));
    }

    private static async ValueTask<ReadOnlySequence<byte>> ReadToEndAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken);
            if (result.IsCompleted)
                return result.Buffer;

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private static JsonRpcMessage? Parse(ReadOnlySequence<byte> body)
    {
        try
        {
            var json = new Utf8JsonReader(body);
            var message = JsonSerializer.Deserialize(ref json, MessageTypeInfo);
            return json.Read() ? null : message;
        }
        catch (JsonException)
        {
            // Null is the answer: the handler refuses the body with a parse error.
            return null;
        }
    }
}
