using System.ComponentModel;
using System.Text.Json;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace DeployMcp.Tests.Conformance.FixtureServer;

/// <summary>Tools that return each kind of content.</summary>
[McpServerToolType]
public sealed class ContentTools
{
    // The schema that the suite's scenario json-schema-2020-12 prescribes.
    private const string JsonSchema202012 = """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "$defs": {
            "address": {
              "$anchor": "addressDef",
              "type": "object",
              "properties": { "street": { "type": "string" }, "city": { "type": "string" } }
            }
          },
          "properties": {
            "name": { "type": "string" },
            "address": { "$ref": "#/$defs/address" },
            "contactMethod": { "type": "string", "enum": ["phone", "email"] },
            "phone": { "type": "string" },
            "email": { "type": "string" }
          },
          "allOf": [{ "anyOf": [{ "required": ["phone"] }, { "required": ["email"] }] }],
          "if": { "properties": { "contactMethod": { "const": "phone" } }, "required": ["contactMethod"] },
          "then": { "required": ["phone"] },
          "else": { "required": ["email"] },
          "additionalProperties": false
        }
        """;

    public static McpServerTool CreateJsonSchemaTool()
    {
        var tool = McpServerTool.Create(
            () => "The schema of this tool is what matters.",
            new McpServerToolCreateOptions { Name = "json_schema_2020_12_tool", Description = "Tool with JSON Schema 2020-12 features" });
        tool.ProtocolTool.InputSchema = JsonElement.Parse(JsonSchema202012);
        return tool;
    }

    [McpServerTool(Name = "test_simple_text"), Description("Returns text.")]
    public static string SimpleText() => "This is a simple text response for testing.";

    [McpServerTool(Name = "test_image_content"), Description("Returns an image.")]
    public static ImageContentBlock Image() => new() { Data = SampleMedia.Png, MimeType = "image/png" };

    [McpServerTool(Name = "test_audio_content"), Description("Returns audio.")]
    public static AudioContentBlock Audio() => new() { Data = SampleMedia.Wav, MimeType = "audio/wav" };

    [McpServerTool(Name = "test_embedded_resource"), Description("Returns a resource within the result.")]
    public static EmbeddedResourceBlock EmbeddedResource() => new()
    {
        Resource = new TextResourceContents
        {
            Uri = "test://embedded-resource",
            MimeType = "text/plain",
            Text = "This is an embedded resource content.",
        },
    };

    [McpServerTool(Name = "test_multiple_content_types"), Description("Returns text, an image and a resource.")]
    public static ContentBlock[] MultipleContentTypes() =>
    [
        new TextContentBlock { Text = "Multiple content types test:" },
        Image(),
        new EmbeddedResourceBlock
        {
            Resource = new TextResourceContents
            {
                Uri = "test://mixed-content-resource",
                MimeType = "application/json",
                Text = """{"test":"data","value":123}""",
            },
        },
    ];

    [McpServerTool(Name = "test_error_handling"), Description("Always fails.")]
    public static CallToolResult Failing() => new()
    {
        IsError = true,
        Content = [new TextContentBlock { Text = "This tool intentionally returns an error for testing" }],
    };

    [McpServerTool(Name = "test_custom_headers"), Description("Takes one argument that clients also send as a header.")]
    public static string CustomHeaders([McpHeader("Region"), Description("Any text.")] string region) => region;
}
