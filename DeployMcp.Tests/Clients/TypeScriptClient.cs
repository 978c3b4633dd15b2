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
        List<string> line = [$"call-v{version}.mjs", url.ToString()];
        if (tool is not null)
            line.AddRange([tool, JsonSerializer.Serialize(arguments ?? new { })]);
        return await RunAsync<TypeScriptClientResult>(line, key, cancellationToken);
    }

    /// <summary>
    /// Calls <paramref name="tool"/> with the client v2 and its package for the Tasks extension, and follows the task to its end.
    /// </summary>
    /// <param name="cancel">Whether to cancel it when it is first seen.</param>
    /// <exception cref="InvalidOperationException">The client failed, and the message has its error; or npm is missing.</exception>
    public static Task<TypeScriptTaskResult> CallAsTaskAsync(
        Uri url, string key, string tool, object arguments, bool cancel = false, CancellationToken cancellationToken = default)
        => RunAsync<TypeScriptTaskResult>(
            ["task-v2.mjs", url.ToString(), tool, JsonSerializer.Serialize(arguments), .. cancel ? ["cancel"] : Array.Empty<string>()], key, cancellationToken);

    /// <summary>
    /// Lets itself in by OAuth, as the development user, and calls <c>whoami</c>; then once more with a refreshed token.
    /// <paramref name="clientId"/> is the URL of a metadata document; without one the client registers.
    /// </summary>
    /// <exception cref="InvalidOperationException">The client failed, and the message has its error; or npm is missing.</exception>
    public static Task<TypeScriptOAuthResult> LetInAsync(int version, Uri url, string? clientId = null, CancellationToken cancellationToken = default)
        => RunAsync<TypeScriptOAuthResult>([$"oauth-v{version}.mjs", url.ToString(), .. clientId is null ? Array.Empty<string>() : [clientId]], key: null, cancellationToken);

    private static async Task<T> RunAsync<T>(IEnumerable<string> arguments, string? key, CancellationToken cancellationToken)
    {
        var directory = await Project.InstallAsync(cancellationToken);
        var start = new ProcessStartInfo("node", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = directory };
        if (key is not null)
            start.Environment["MCP_API_KEY"] = key;
        var run = await ProcessRun.StartAsync(start, Deadline, cancellationToken);
        return run.ExitCode == 0
            ? JsonSerializer.Deserialize<T>(run.StandardOutput, JsonSerializerOptions.Web)!
            : throw new InvalidOperationException($"The TypeScript client failed ({string.Join(' ', arguments.Take(1))}):\n{run.Output}");
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

/// <param name="Kind"><c>task</c>, or <c>immediate</c> for a call that was answered at once.</param>
/// <param name="States">The task's states as they were seen.</param>
/// <param name="Status">How it ended: completed, failed or cancelled.</param>
/// <param name="Result">The call's result; undefined when it was cancelled.</param>
/// <param name="Error">Why it failed, or why the client did not understand it.</param>
public sealed record TypeScriptTaskResult(string Kind, IReadOnlyList<TypeScriptTaskState> States, string Status, JsonElement Result, string? Error);

public sealed record TypeScriptTaskState(string Status, string? Message);

/// <param name="User">Who the first call was made as.</param>
/// <param name="Again">Who the call after the refresh was made as.</param>
/// <param name="Requests">The client's requests from the first 401 to the first result: method, path, status.</param>
/// <param name="RefreshRequests">Those of the second call.</param>
/// <param name="Milliseconds">From the first request to the first result, with the person's part played by a program.</param>
public sealed record TypeScriptOAuthResult(
    string User, string Again, IReadOnlyList<string> Requests, IReadOnlyList<string> RefreshRequests, double Milliseconds, string Scope);
