using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace DeployMcp.Server.Mcp.Tasks;

/// <summary>Names of MCP's extension <c>io.modelcontextprotocol/tasks</c> of 2026-07-28 (SEP-2663), and who may use it.</summary>
internal static class TasksProtocol
{
    public const string ExtensionId = "io.modelcontextprotocol/tasks";
    public const string Get = "tasks/get";
    public const string Update = "tasks/update";
    public const string Cancel = "tasks/cancel";
    public const string TaskNotification = "notifications/tasks";
    public const string TaskIdParameter = "taskId";

    /// <summary>The first revision whose requests carry the client's capabilities; before it there is no such extension.</summary>
    private const string FirstRevision = "2026-07-28";

    /// <summary>Whether this very request declares the extension; what earlier ones declared does not count.</summary>
    public static bool IsDeclared(JsonRpcRequest request) => request.Context?.ClientCapabilities?.Extensions?.ContainsKey(ExtensionId) == true;

    /// <summary>Whether the request speaks a revision that has the extension.</summary>
    public static bool IsSpoken(JsonRpcRequest request) => string.CompareOrdinal(request.Context?.ProtocolVersion, FirstRevision) >= 0;

    /// <exception cref="McpProtocolException">-32601 in a revision without the extension, -32021 when the request doesn't declare it.</exception>
    public static void Require(JsonRpcRequest request)
    {
        if (!IsSpoken(request))
        {
            throw new McpProtocolException($"The method '{request.Method}' needs revision {FirstRevision} or later.", McpErrorCode.MethodNotFound);
        }

        if (!IsDeclared(request))
        {
            throw Undeclared();
        }
    }

    public static MissingRequiredClientCapabilityException Undeclared() => new(
        new ClientCapabilities { Extensions = new Dictionary<string, object>(StringComparer.Ordinal) { [ExtensionId] = new System.Text.Json.Nodes.JsonObject() } },
        $"This needs a client that declares the extension {ExtensionId}.");

    /// <summary>The same answer for one that never was, has expired, or is another user's.</summary>
    public static McpProtocolException Unknown() => new("There is no such task: it never was, or it has expired.", McpErrorCode.InvalidParams);
}
