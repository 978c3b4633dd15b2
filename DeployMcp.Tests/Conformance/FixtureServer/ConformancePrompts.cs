using System.ComponentModel;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace DeployMcp.Tests.Conformance.FixtureServer;

[McpServerPromptType]
public sealed class ConformancePrompts
{
    [McpServerPrompt(Name = "test_simple_prompt"), Description("Without arguments.")]
    public static string Simple() => "This is a simple prompt for testing.";

    [McpServerPrompt(Name = "test_prompt_with_arguments"), Description("With two arguments.")]
    public static string WithArguments([Description("First.")] string arg1, [Description("Second.")] string arg2) =>
        $"Prompt with arguments: arg1='{arg1}', arg2='{arg2}'";

    [McpServerPrompt(Name = "test_prompt_with_embedded_resource"), Description("With a resource within it.")]
    public static PromptMessage[] WithEmbeddedResource([Description("The resource to embed.")] string resourceUri) =>
    [
        new PromptMessage
        {
            Role = Role.User,
            Content = new EmbeddedResourceBlock
            {
                Resource = new TextResourceContents { Uri = resourceUri, MimeType = "text/plain", Text = "Embedded resource content for testing." },
            },
        },
        Say("Please process the embedded resource above."),
    ];

    [McpServerPrompt(Name = "test_prompt_with_image"), Description("With an image.")]
    public static PromptMessage[] WithImage() =>
    [
        new PromptMessage { Role = Role.User, Content = new ImageContentBlock { Data = SampleMedia.Png, MimeType = "image/png" } },
        Say("Please analyze the image above."),
    ];

    [McpServerPrompt(Name = "test_input_required_result_prompt"), Description("Asks for its context first (SEP-2322).")]
    public static PromptMessage[] InputRequired(RequestContext<GetPromptRequestParams> context) =>
        context.Params.InputResponses?.ContainsKey("user_context") is true
            ? [Say("Continue in the context that the user gave.")]
            : throw new InputRequiredException(
                InputRequiredTools.Inputs(("user_context", InputRequiredTools.AskFor("context"))), requestState: null!);

    private static PromptMessage Say(string text) => new() { Role = Role.User, Content = new TextContentBlock { Text = text } };
}
