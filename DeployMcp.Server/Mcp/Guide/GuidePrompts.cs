using System.ComponentModel;
using ModelContextProtocol.Server;

namespace DeployMcp.Server.Mcp.Guide;

[McpServerPromptType]
public sealed class GuidePrompts
{
    [McpServerPrompt(Name = "deploy", Title = "Deploy this code")]
    [Description("Takes the code at hand to a live URL and mends what keeps it from there.")]
    public static string Deploy([Description("The service's name: lower-case letters, digits and hyphens.")] string name) =>
        $"""
        Deploy the code in the current directory as the service "{name}".
        Read deploymcp://guide first. Then: create_repo, get_git_token, commit and push to main, create_service with wait_seconds=300.
        If it fails, read the failure's evidence, mend the code, push, and look at get_service again, until the status is active.
        At the end open the URL and tell me what it answers.
        """;
}
