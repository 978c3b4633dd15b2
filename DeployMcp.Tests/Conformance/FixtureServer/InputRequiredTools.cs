// Sampling and roots as input are deprecated with the features themselves, and tested here.
#pragma warning disable MCP9005
using System.ComponentModel;
using System.Security.Cryptography;
using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace DeployMcp.Tests.Conformance.FixtureServer;

/// <summary>Tools that need the client's answer first and get it in a second call (multi round-trip requests, SEP-2322).</summary>
[McpServerToolType]
public sealed class InputRequiredTools
{
    private static readonly byte[] StateKey = RandomNumberGenerator.GetBytes(32);

    [McpServerTool(Name = "test_input_required_result_elicitation"), Description("Asks for a name.")]
    public static string Elicitation(RequestContext<CallToolRequestParams> context) =>
        Response(context, "user_name") is { } response
        && response.Deserialize(InputResponse.ElicitResultJsonTypeInfo)?.Content?.TryGetValue("name", out var name) is true
        && name.ValueKind is JsonValueKind.String
            ? $"Hello, {name}!"
            : throw new InputRequiredException(Inputs(("user_name", AskFor("name"))), requestState: null!);

    [McpServerTool(Name = "test_input_required_result_sampling"), Description("Asks the client's model.")]
    public static string Sampling(RequestContext<CallToolRequestParams> context) =>
        Response(context, "capital_question")?.Deserialize(InputResponse.CreateMessageResultJsonTypeInfo) is { } answer
            ? $"The model said: {answer.Content.OfType<TextContentBlock>().FirstOrDefault()?.Text}"
            : throw new InputRequiredException(Inputs(("capital_question", Sample("What is the capital of France?"))), requestState: null!);

    [McpServerTool(Name = "test_input_required_result_list_roots"), Description("Asks for the client's roots.")]
    public static string ListRoots(RequestContext<CallToolRequestParams> context) =>
        Response(context, "client_roots")?.Deserialize(InputResponse.ListRootsResultJsonTypeInfo) is { } roots
            ? $"The client has: {string.Join(", ", roots.Roots.Select(root => root.Uri))}"
            : throw new InputRequiredException(Inputs(("client_roots", InputRequest.ForRootsList(new ListRootsRequestParams()))), requestState: null!);

    [McpServerTool(Name = "test_input_required_result_request_state"), Description("Wants its state back.")]
    public static string RequestState(RequestContext<CallToolRequestParams> context) =>
        context.Params.RequestState is "expected-state"
            ? "state-ok"
            : throw new InputRequiredException(Inputs(("confirm", AskFor("ok"))), requestState: "expected-state");

    [McpServerTool(Name = "test_input_required_result_multiple_inputs"), Description("Asks for three things at once.")]
    public static string MultipleInputs(RequestContext<CallToolRequestParams> context) =>
        context.Params.InputResponses is { Count: >= 3 }
            ? "All three arrived."
            : throw new InputRequiredException(
                Inputs(
                    ("user_name", AskFor("name")),
                    ("greeting", Sample("Generate a greeting")),
                    ("client_roots", InputRequest.ForRootsList(new ListRootsRequestParams()))),
                requestState: "three-inputs");

    [McpServerTool(Name = "test_input_required_result_multi_round"), Description("Asks twice.")]
    public static string MultiRound(RequestContext<CallToolRequestParams> context) => context.Params.RequestState switch
    {
        null => throw new InputRequiredException(Inputs(("step1", AskFor("name"))), requestState: "round-1"),
        "round-1" => throw new InputRequiredException(Inputs(("step2", AskFor("color"))), requestState: "round-2"),
        _ => "Both rounds are done.",
    };

    [McpServerTool(Name = "test_input_required_result_tampered_state"), Description("Takes back only a state that it signed.")]
    public static string TamperedState(RequestContext<CallToolRequestParams> context)
    {
        var signature = Convert.ToHexString(HMACSHA256.HashData(StateKey, "state"u8));
        return context.Params.RequestState switch
        {
            null => throw new InputRequiredException(Inputs(("confirm", AskFor("ok"))), requestState: signature),
            var state when state == signature => "The state is the one that was sent.",
            _ => throw new McpProtocolException("The state has been changed.", McpErrorCode.InvalidParams),
        };
    }

    [McpServerTool(Name = "test_input_required_result_capabilities"), Description("Asks only for what the client can give.")]
    public static string Capabilities(RequestContext<CallToolRequestParams> context)
    {
        if (context.Params.InputResponses is { Count: > 0 })
            return "The client gave what it could.";

        var capabilities = context.JsonRpcRequest.Context?.ClientCapabilities;
        var inputs = new List<(string, InputRequest)>();
        if (capabilities?.Sampling is not null)
            inputs.Add(("capital_question", Sample("What is the capital of France?")));
        if (capabilities?.Elicitation is not null)
            inputs.Add(("user_name", AskFor("name")));
        throw new InputRequiredException(Inputs([.. inputs]), requestState: "capabilities");
    }

    internal static InputRequest AskFor(string field) => InputRequest.ForElicitation(new ElicitRequestParams
    {
        Message = $"Please give: {field}",
        RequestedSchema = new ElicitRequestParams.RequestSchema
        {
            Properties = new Dictionary<string, ElicitRequestParams.PrimitiveSchemaDefinition>(StringComparer.Ordinal)
            {
                [field] = field is "ok" ? new ElicitRequestParams.BooleanSchema() : new ElicitRequestParams.StringSchema(),
            },
            Required = [field],
        },
    });

    internal static Dictionary<string, InputRequest> Inputs(params (string Name, InputRequest Request)[] inputs) =>
        inputs.ToDictionary(input => input.Name, input => input.Request, StringComparer.Ordinal);

    private static InputResponse? Response(RequestContext<CallToolRequestParams> context, string name) =>
        context.Params.InputResponses?.TryGetValue(name, out var response) is true ? response : null;

    private static InputRequest Sample(string question) => InputRequest.ForSampling(new CreateMessageRequestParams
    {
        Messages = [new SamplingMessage { Role = Role.User, Content = [new TextContentBlock { Text = question }] }],
        MaxTokens = 100,
    });
}
