using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Protocol;

namespace ModelContextProtocol.AspNetCore.Messages;

/// <summary>An HTTP error whose body is a JSON-RPC error that carries the request's id, as far as one could be read.</summary>
internal static class JsonRpcErrorResponse
{
    /// <summary>The code that the official SDKs use for what the transport refuses (JSON-RPC's server error range).</summary>
    public const int TransportError = -32000;

    /// <summary>The code that the official SDKs use for an unknown session.</summary>
    public const int SessionNotFound = -32001;

    private static readonly JsonTypeInfo<JsonRpcError> ErrorTypeInfo =
        (JsonTypeInfo<JsonRpcError>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcError));

    private static readonly JsonTypeInfo<UnsupportedProtocolVersionErrorData> UnsupportedVersionTypeInfo =
        (JsonTypeInfo<UnsupportedProtocolVersionErrorData>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(UnsupportedProtocolVersionErrorData));

    public static Task WriteAsync(
        HttpContext context, int status, int code, string message, JsonRpcMessage? request = null, JsonNode? data = null)
    {
        var error = new JsonRpcError
        {
            Id = request is JsonRpcMessageWithId { Id: var id } ? id : default,
            Error = new JsonRpcErrorDetail { Code = code, Message = message, Data = data },
        };
        return Results.Json(error, ErrorTypeInfo, statusCode: status).ExecuteAsync(context);
    }

    public static Task WriteAsync(HttpContext context, int status, McpErrorCode code, string message, JsonRpcMessage? request = null) =>
        WriteAsync(context, status, (int)code, message, request);

    /// <summary>Refuses a revision and lists those that would be served.</summary>
    public static Task WriteUnsupportedVersionAsync(
        HttpContext context, string requested, IList<string> supported, string message, JsonRpcMessage? request)
    {
        var data = new UnsupportedProtocolVersionErrorData { Requested = requested, Supported = supported };
        return WriteAsync(
            context,
            StatusCodes.Status400BadRequest,
            (int)McpErrorCode.UnsupportedProtocolVersion,
            message,
            request,
            JsonSerializer.SerializeToNode(data, UnsupportedVersionTypeInfo));
    }
}
