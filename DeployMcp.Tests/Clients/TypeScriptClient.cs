using System.Diagnostics;
using System.Text.Json;

namespace DeployMcp.Tests.Clients;

/// <summary>The official TypeScript MCP clients, each in a process of its own: v1 and v2 of the SDK.</summary>
public static class TypeScriptClient
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(10);

    private static readonly NpmInstallation Project =
        NpmInstallation.OfProject(Path.Combine(AppContext.BaseDirectory, "Clients", "typescript"));

    /// <summary>
    /// Connects, lists the tools, and calls <paramref name="tool"/> unless it is null. <paramref name="version"/> 1 begins
    /// with <c>initialize</c>, 2 speaks revision 2026-07-28. <paramref name="key"/> is sent as a bearer token.
    /// </summary>
    /// <exception cref="InvalidOperationException">The client failed, and the message has its error; or npm is missing.</exception>
    public static async Task<TypeScriptClientResult> CallAsync(
        int version, Uri url, string? key = null, string? tool = null, object? arguments = null, CancellationToken cancellationToken = default)
    {
        var directory = await Project.InstallAsync(cancellationToken);
        var start = new ProcessStartInfo("node")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory,
        };
        start.ArgumentList.Add($"call-v{version}.mjs");
        start.ArgumentList.Add(url.ToString());
        if (tool is not null)
        {
            start.ArgumentList.Add(tool);
            start.ArgumentList.Add(JsonSerializer.Serialize(arguments ?? new { }));
        }

        if (key is not null)
            start.Environment["MCP_API_KEY"] = key;
        var run = await ProcessRun.StartAsync(start, Deadline, cancellationToken);
        return run.ExitCode == 0
            ? JsonSerializer.Deserialize<TypeScriptClientResult>(run.StandardOutput, JsonSerializerOptions.Web)!
            : throw new InvalidOperationException($"The TypeScript client v{version} failed:\n{run.Output}");
    }
}

/// <param name="Revision">The revision that client and server agreed on.</param>
/// <param name="Tools">The names of all tools.</param>
/// <param name="Result">The tool's result; undefined when none was called.</param>
/// <param name="Progress">The progress notifications in their order.</param>
public sealed record TypeScriptClientResult(string Revision, IReadOnlyList<string> Tools, JsonElement Result, IReadOnlyList<JsonElement> Progress)
{
    /// <summary>The text of the result's first content block.</summary>
    public string Text => Result.GetProperty("content")[0].GetProperty("text").GetString()!;
}
