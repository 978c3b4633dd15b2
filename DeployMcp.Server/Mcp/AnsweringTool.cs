using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace DeployMcp.Server.Mcp;

/// <summary>
/// A tool that puts the structured content into its answer itself. The SDK is told of the schema only from outside: of a tool
/// that has one it serialises every answer once more, to no use where the answer is complete.
/// </summary>
internal sealed class AnsweringTool(McpServerTool inner, JsonElement outputSchema) : DelegatingMcpServerTool(inner)
{
    public override Tool ProtocolTool { get; } = Describe(inner.ProtocolTool, outputSchema);

    private static Tool Describe(Tool tool, JsonElement outputSchema)
    {
        var described = JsonSerializer.SerializeToElement(tool, McpJsonUtilities.DefaultOptions).Deserialize<Tool>(McpJsonUtilities.DefaultOptions)!;
        described.OutputSchema = outputSchema;
        return described;
    }
}
