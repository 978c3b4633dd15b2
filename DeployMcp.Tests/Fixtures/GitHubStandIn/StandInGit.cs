using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DeployMcp.Tests.Fixtures.GitHubStandIn;

/// <summary>Smart HTTP by git's own <c>http-backend</c>, for whoever brings a token that this stand-in issued for the repository.</summary>
internal static class StandInGit
{
    public static void Map(WebApplication app, StandInState state)
    {
        app.MapGet("/{owner}/{name}.git/info/refs", (HttpContext context, string owner, string name) => ServeAsync(context, state, owner, name, "/info/refs"));
        app.MapPost("/{owner}/{name}.git/git-upload-pack", (HttpContext context, string owner, string name) => ServeAsync(context, state, owner, name, "/git-upload-pack"));
        app.MapPost("/{owner}/{name}.git/git-receive-pack", (HttpContext context, string owner, string name) => ServeAsync(context, state, owner, name, "/git-receive-pack"));
    }

    private static async Task ServeAsync(HttpContext context, StandInState state, string owner, string name, string path)
    {
        var (repo, isFormer) = state.FindRepo(owner, name);
        var token = state.FindToken(StandInAuth.Password(context.Request));
        if (token is null)
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"GitHub\"";
            await SayAsync(context, 401, "Invalid username or token. Password authentication is not supported for Git operations.");
        }
        else if (repo is null || StandInState.ContentAccess(token, repo) is not { } access)
        {
            await SayAsync(context, 404, "Repository not found.");
        }
        else if (isFormer)
        {
            context.Response.Redirect($"{context.Request.Scheme}://{context.Request.Host}/{repo.FullName}.git{path}{context.Request.QueryString}", permanent: true);
        }
        else if (access != "write" && (path.Contains("receive-pack", StringComparison.Ordinal) || context.Request.Query["service"] == "git-receive-pack"))
        {
            await SayAsync(context, 403, "Write access to repository not granted.");
        }
        else
        {
            await RunAsync(context, repo, path);
        }
    }

    private static async Task RunAsync(HttpContext context, StandInRepo repo, string path)
    {
        var start = new ProcessStartInfo("git", ["http-backend"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        var variables = start.Environment;
        variables["GIT_PROJECT_ROOT"] = Path.GetDirectoryName(repo.Directory);
        variables["GIT_HTTP_EXPORT_ALL"] = "1";
        variables["PATH_INFO"] = $"/{Path.GetFileName(repo.Directory)}{path}";
        variables["QUERY_STRING"] = context.Request.QueryString.Value!.TrimStart('?');
        variables["REQUEST_METHOD"] = context.Request.Method;
        variables["CONTENT_TYPE"] = context.Request.ContentType ?? "";
        variables["HTTP_CONTENT_ENCODING"] = context.Request.Headers.ContentEncoding.ToString();
        variables["GIT_PROTOCOL"] = context.Request.Headers["Git-Protocol"].ToString();
        variables["REMOTE_USER"] = "x-access-token";
        variables["REMOTE_ADDR"] = "127.0.0.1";
        using var git = Process.Start(start)!;
        var errors = git.StandardError.ReadToEndAsync();
        await context.Request.Body.CopyToAsync(git.StandardInput.BaseStream);
        git.StandardInput.Close();
        await CopyAnswerAsync(git.StandardOutput.BaseStream, context.Response);
        await git.WaitForExitAsync();
        await errors;
    }

    /// <summary>CGI (RFC 3875 section 6.3): headers, an empty line, the body.</summary>
    private static async Task CopyAnswerAsync(Stream output, HttpResponse response)
    {
        while (await ReadLineAsync(output) is { Length: > 0 } line)
        {
            var (name, value) = (line.Split(": ", 2)[0], line.Split(": ", 2)[1]);
            if (name == "Status")
            {
                response.StatusCode = int.Parse(value.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
            }
            else
            {
                response.Headers[name] = value;
            }
        }

        await output.CopyToAsync(response.Body);
    }

    private static async Task<string> ReadLineAsync(Stream output)
    {
        var line = new System.Text.StringBuilder();
        var one = new byte[1];
        while (await output.ReadAsync(one) == 1 && one[0] != '\n')
        {
            line.Append((char)one[0]);
        }

        return line.ToString().TrimEnd('\r');
    }

    private static async Task SayAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain";
        await context.Response.WriteAsync(text);
    }
}
