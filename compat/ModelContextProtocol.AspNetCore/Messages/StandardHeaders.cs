using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace ModelContextProtocol.AspNetCore.Messages;

/// <summary>
/// Checks that the headers of a 2026-07-28 request say what its body says (specification, basic/transports, "Server
/// validation"; SEP-2243). Proxies route by the headers, so a difference would let a caller slip past them. Methods of the
/// application's own name the parameter that their Mcp-Name repeats.
/// </summary>
internal static class StandardHeaders
{
    /// <summary>What is wrong, or null when headers and body agree. Responses carry no such headers.</summary>
    public static string? FindMismatch(
        IHeaderDictionary headers, JsonRpcMessage message, McpServerPrimitiveCollection<McpServerTool>? tools, IEnumerable<McpServerRequestHandler>? handlers)
    {
        if (RequestMessage.Method(message) is not { } method)
            return null;
        if (FindMismatch(headers, McpHeaderNames.Method, method) is { } methodMismatch)
            return methodMismatch;

        var parameters = RequestMessage.Parameters(message);
        return method switch
        {
            RequestMethods.ToolsCall => FindMismatch(headers, McpHeaderNames.Name, Text(parameters, "name"))
                ?? FindParameterMismatch(headers, parameters, tools),
            RequestMethods.PromptsGet => FindMismatch(headers, McpHeaderNames.Name, Text(parameters, "name")),
            RequestMethods.ResourcesRead => FindMismatch(headers, McpHeaderNames.Name, Text(parameters, "uri")),
            _ => handlers?.FirstOrDefault(handler => handler.Method == method)?.RoutingNameParameter is { } name
                ? FindMismatch(headers, McpHeaderNames.Name, Text(parameters, name))
                : null,
        };
    }

    private static string? FindMismatch(IHeaderDictionary headers, string header, string? expected)
    {
        if (!headers.TryGetValue(header, out var values))
            return $"Missing required {header} header.";

        var actual = McpHeaderEncoder.DecodeValue(values.ToString().Trim());
        return string.Equals(actual, expected, StringComparison.Ordinal)
            ? null
            : $"Header mismatch: the {header} header does not match the body.";
    }

    private static string? FindParameterMismatch(
        IHeaderDictionary headers, JsonObject? parameters, McpServerPrimitiveCollection<McpServerTool>? tools)
    {
        if (Text(parameters, "name") is not { } name || tools is null || !tools.TryGetPrimitive(name, out var tool))
            return null;

        var schema = tool.ProtocolTool.InputSchema;
        if (schema.ValueKind is not JsonValueKind.Object
            || !schema.TryGetProperty("properties", out var properties)
            || properties.ValueKind is not JsonValueKind.Object)
        {
            return null;
        }

        var arguments = parameters?["arguments"] as JsonObject;
        foreach (var property in properties.EnumerateObject())
        {
            if (HeaderOf(property.Value) is { } header
                && FindArgumentMismatch(headers, McpHeaderNames.ParameterPrefix + header, arguments?[property.Name]) is { } mismatch)
            {
                return mismatch;
            }
        }

        return null;
    }

    private static string? HeaderOf(JsonElement property) =>
        property.ValueKind is JsonValueKind.Object
        && property.TryGetProperty("x-mcp-header", out var header)
        && header.ValueKind is JsonValueKind.String
        && header.GetString() is { Length: > 0 } name
            ? name
            : null;

    private static string? FindArgumentMismatch(IHeaderDictionary headers, string header, JsonNode? argument)
    {
        var expected = argument is null ? null : McpHeaderEncoder.ConvertToHeaderValue(argument);
        if (!headers.TryGetValue(header, out var values))
            return expected is null ? null : $"Missing required {header} header.";

        return McpHeaderEncoder.DecodeValue(values.ToString().Trim()) is not { } actual
            ? $"Header mismatch: the {header} header is not valid Base64."
            : expected is not null && !string.Equals(actual, McpHeaderEncoder.DecodeValue(expected), StringComparison.Ordinal)
                ? $"Header mismatch: the {header} header does not match the body."
                : null;
    }

    private static string? Text(JsonObject? parameters, string name) =>
        parameters?[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
