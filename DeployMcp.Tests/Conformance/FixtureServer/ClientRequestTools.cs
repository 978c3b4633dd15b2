// The revisions before 2026-07-28 let a server ask the client while a call runs; deprecated, and tested here.
#pragma warning disable MCP9001, MCP9005
using System.ComponentModel;
using System.Text.Json;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace DeployMcp.Tests.Conformance.FixtureServer;

/// <summary>Tools that ask the client for something while they run, as the revisions with sessions allow.</summary>
[McpServerToolType]
public sealed class ClientRequestTools
{
    [McpServerTool(Name = "test_sampling"), Description("Asks the client's model.")]
    public static async Task<string> SampleAsync(McpServer server, [Description("What to ask.")] string prompt, CancellationToken cancellationToken)
    {
        var message = new SamplingMessage { Role = Role.User, Content = [new TextContentBlock { Text = prompt }] };
        var result = await server.SampleAsync(new CreateMessageRequestParams { Messages = [message], MaxTokens = 100 }, cancellationToken);
        return $"LLM response: {result.Content.OfType<TextContentBlock>().FirstOrDefault()?.Text}";
    }

    [McpServerTool(Name = "test_elicitation"), Description("Asks the user.")]
    public static Task<string> ElicitAsync(McpServer server, [Description("What to ask.")] string message, CancellationToken cancellationToken) =>
        ElicitAsync(server, message, cancellationToken, ("response", new ElicitRequestParams.StringSchema { Description = "User's response" }));

    [McpServerTool(Name = "test_elicitation_sep1034_defaults"), Description("Asks the user with a default for each type.")]
    public static Task<string> ElicitDefaultsAsync(McpServer server, CancellationToken cancellationToken) => ElicitAsync(
        server,
        "Please review",
        cancellationToken,
        ("name", new ElicitRequestParams.StringSchema { Default = "John Doe" }),
        ("age", new ElicitRequestParams.NumberSchema { Type = "integer", Default = 30 }),
        ("score", new ElicitRequestParams.NumberSchema { Default = 95.5 }),
        ("status", new ElicitRequestParams.UntitledSingleSelectEnumSchema { Enum = ["active", "inactive", "pending"], Default = "active" }),
        ("verified", new ElicitRequestParams.BooleanSchema { Default = true }));

    [McpServerTool(Name = "test_elicitation_sep1330_enums"), Description("Asks the user with each kind of enumeration.")]
    public static Task<string> ElicitEnumsAsync(McpServer server, CancellationToken cancellationToken) => ElicitAsync(
        server,
        "Please choose",
        cancellationToken,
        ("untitledSingle", new ElicitRequestParams.UntitledSingleSelectEnumSchema { Enum = ["option1", "option2", "option3"] }),
        ("titledSingle", new ElicitRequestParams.TitledSingleSelectEnumSchema
        {
            OneOf = [Titled("value1", "First Option"), Titled("value2", "Second Option"), Titled("value3", "Third Option")],
        }),
        ("legacyEnum", new ElicitRequestParams.LegacyTitledEnumSchema
        {
            Enum = ["opt1", "opt2", "opt3"],
            EnumNames = ["Option One", "Option Two", "Option Three"],
        }),
        ("untitledMulti", new ElicitRequestParams.UntitledMultiSelectEnumSchema
        {
            Items = new ElicitRequestParams.UntitledEnumItemsSchema { Enum = ["option1", "option2", "option3"] },
        }),
        ("titledMulti", new ElicitRequestParams.TitledMultiSelectEnumSchema
        {
            Items = new ElicitRequestParams.TitledEnumItemsSchema
            {
                AnyOf = [Titled("value1", "First Choice"), Titled("value2", "Second Choice"), Titled("value3", "Third Choice")],
            },
        }));

    private static ElicitRequestParams.EnumSchemaOption Titled(string value, string title) => new() { Const = value, Title = title };

    private static async Task<string> ElicitAsync(
        McpServer server,
        string message,
        CancellationToken cancellationToken,
        params (string Name, ElicitRequestParams.PrimitiveSchemaDefinition Schema)[] properties)
    {
        var request = new ElicitRequestParams
        {
            Message = message,
            RequestedSchema = new ElicitRequestParams.RequestSchema
            {
                Properties = properties.ToDictionary(property => property.Name, property => property.Schema, StringComparer.Ordinal),
            },
        };
        var result = await server.ElicitAsync(request, cancellationToken);
        return $"Elicitation completed: action={result.Action}, content={JsonSerializer.Serialize(result.Content)}";
    }
}
