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

        # When it is there
        - `update_service(name, …)` changes variables (`value: null` removes one), commands, port, memory, cpu, branch or directories and
          redeploys with them. What is left out stays; an empty text gives a setting back its default.
        - `rollback_service(name)` serves the version before again within seconds; `deployment` names another one that is kept (two are).
          Code, command, port, memory and cpu are those of that version, variables are those of now. The next push deploys as ever.
        - `cancel_deployment(name)` ends what is in progress; what serves keeps serving.
        - `redeploy_service(name)` deploys the branch's newest commit again.
        - `get_service(name)` lists the last ten deployments: commit, author, duration, what started it and how it ended
          (`removed` served until another took over).
        - Clients that declare the extension `io.modelcontextprotocol/tasks` get a task for each call that deploys: poll it with
          `tasks/get` or listen to it; `tasks/cancel` cancels the deployment. It survives restarts and is known for a day.

        # Databases
        - `create_service(repo, name, resources=["my-db"])` makes the SQLite database `my-db` if it isn't there and gives it to the app:
          `DATABASE_URL` and `DATABASE_AUTH_TOKEN` for any libSQL client (`@libsql/client`, Drizzle, Prisma's libSQL adapter). With several
          they are `MY_DB_URL`, `MY_DB_AUTH_TOKEN`. They are there when the app runs, not while it is built. A variable of yours by the
          same name wins.
        - `create_resource(name, size="2Gi")` makes one by itself; `type="external"` with `url` (and `auth_token`) takes one of your own.
        - `get_resource(name)` gives its `url` and `auth_token`, for migrations from where you are.
        - `update_service(name, resources=[…])` says all that it has from now on; what it leaves out is detached and kept.
        - `delete_resource(name)` takes one that no service uses; `create_resource` with its name restores it for 24 hours.

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
