using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;

namespace ModelContextProtocol.AspNetCore.Messages;

/// <summary>The <c>_meta</c> that each request of 2026-07-28 carries in place of <c>initialize</c> (SEP-2575).</summary>
internal static class RequestMetadata
{
    /// <summary>The revision that the request says it speaks; null when it says none.</summary>
    public static string? Revision(JsonRpcMessage message) =>
        Metadata(message)?[MetaKeys.ProtocolVersion] is JsonValue value && value.TryGetValue(out string? revision) ? revision : null;

    /// <summary>The first required key that is absent; the client's name is optional.</summary>
    public static string? FindMissing(JsonRpcRequest request)
    {
        var metadata = Metadata(request);
        return metadata is null || !metadata.ContainsKey(MetaKeys.ProtocolVersion)
            ? MetaKeys.ProtocolVersion
            : metadata.ContainsKey(MetaKeys.ClientCapabilities) ? null : MetaKeys.ClientCapabilities;
    }

    private static JsonObject? Metadata(JsonRpcMessage message) => RequestMessage.Parameters(message)?["_meta"] as JsonObject;
}
