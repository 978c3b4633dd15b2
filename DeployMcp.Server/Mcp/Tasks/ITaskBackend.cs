using System.Security.Claims;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace DeployMcp.Server.Mcp.Tasks;

internal enum TaskSupport
{
    /// <summary>Always answered at once.</summary>
    None,

    /// <summary>A task for clients that declare the extension.</summary>
    Optional,

    /// <summary>A task, or an error for clients that don't declare the extension.</summary>
    Required,
}

/// <summary>What the extension's protocol stands on: who makes tasks, knows how far they are, and stops them.</summary>
internal interface ITaskBackend
{
    TaskSupport SupportOf(string tool);

    /// <summary>
    /// The call of a client that declares the extension, to a tool that supports it. A task that is returned is stored: it is
    /// found from then on.
    /// </summary>
    /// <returns>A task, or the call's own result where there is nothing to wait for.</returns>
    Task<(TaskState? Task, CallToolResult? Result)> CallAsync(
        RequestContext<CallToolRequestParams> request, Func<CancellationToken, Task<CallToolResult>> call, CancellationToken cancellationToken);

    /// <returns>Null when that user has no such task.</returns>
    Task<TaskState?> FindAsync(ClaimsPrincipal? user, string id, CancellationToken cancellationToken);

    /// <summary>Asks for its end; one that has ended stays as it is.</summary>
    /// <returns>False when that user has no such task.</returns>
    Task<bool> CancelAsync(ClaimsPrincipal? user, string id, CancellationToken cancellationToken);

    /// <summary>Answers to what tasks asked for; those that nobody waits for are ignored.</summary>
    /// <returns>False when that user has no such task.</returns>
    Task<bool> AnswerAsync(ClaimsPrincipal? user, string id, IDictionary<string, InputResponse> answers, CancellationToken cancellationToken);
}
