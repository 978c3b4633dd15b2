using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ModelContextProtocol.Protocol;

namespace DeployMcp.Server.Mcp;

/// <summary>A tool's answer: structured content for programs, and one short text that says the same to clients that show only text.</summary>
internal static class ToolAnswer
{
    public static CallToolResult Of<T>(T result, JsonTypeInfo<T> type, string text) => new()
    {
        Content = [new TextContentBlock { Text = text }],
        StructuredContent = JsonSerializer.SerializeToElement(result, type),
    };

    public static CallToolResult Error(string text) => new() { Content = [new TextContentBlock { Text = text }], IsError = true };
}
