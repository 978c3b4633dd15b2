using System.ComponentModel;
using DeployMcp.Domain.Failures;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace DeployMcp.Server.Mcp.Guide;

/// <summary>What an agent may want to read once, instead of paying for it in every tool's description.</summary>
[McpServerResourceType]
public sealed class GuideResources
{
    private const string Markdown = "text/markdown";

    [McpServerResource(UriTemplate = "deploymcp://guide", Name = "guide", Title = "From code to a live URL", MimeType = Markdown)]
    [Description("How a repository goes live, what the platform expects of an app, and its limits.")]
    public static string Read() =>
        """
        # From code to a live URL
        1. `create_repo(name)` makes an empty repository; `get_git_token(name)` gives a token to push with.
        2. Push the code to the branch `main`.
        3. `create_service(repo, name)` builds it, starts it and serves it; with `wait_seconds` it returns when that has ended.
        4. Every later push to the branch redeploys it. A failing one leaves the old version serving.

        # What an app must do
        - Listen on the port in the environment variable `PORT`, on all interfaces (0.0.0.0), not only on loopback.
        - Answer HTTP on `/` with anything at all: that is the health probe.
        - Say how it starts: a `start` script in package.json, a Procfile's `web` line, or `start_command`.
        - A site without a server needs an `index.html`, or a build script that writes one to dist, build, out or public.

        # When it fails
        `get_service(name)` has the failure's code, the lines that show it and the next call. `deploymcp://failures/{code}` explains a code.
        """;

    [McpServerResource(UriTemplate = "deploymcp://failures/{code}", Name = "failure", Title = "A failure code", MimeType = Markdown)]
    [Description("What a failure code means and what mends it.")]
    public static TextResourceContents ReadFailure([Description("A code as get_service shows it, for example build_failed.")] string code)
    {
        var known = Enum.GetValues<FailureCode>().FirstOrDefault(c => c.ToWire() == code, (FailureCode)(-1));
        return Enum.IsDefined(known)
            ? new TextResourceContents { Uri = $"deploymcp://failures/{code}", MimeType = Markdown, Text = $"# {code}\n{FailureGuide.Of(known)}" }
            : throw new McpProtocolException(
                $"There is no such failure code. The codes are {string.Join(", ", Enum.GetValues<FailureCode>().Select(c => c.ToWire()))}.", McpErrorCode.ResourceNotFound);
    }
}
