using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace DeployMcp.Server.Mcp;

/// <summary>
/// A deployment's stages and log lines as MCP progress notifications, one after the other: progress must grow with each, so
/// none may overtake another. Each counts one, as no total is known.
/// </summary>
internal static class DeploymentProgress
{
    private const int MaxMessage = 300;

    /// <summary>Null when the client sent no progress token.</summary>
    public static Func<string, Task>? For(RequestContext<CallToolRequestParams> context, CancellationToken cancellationToken)
    {
        if (context.Params?.ProgressToken is not { } token)
        {
            return null;
        }

        var count = 0;
        return message => context.Server.NotifyProgressAsync(
            token,
            new ProgressNotificationValue { Progress = ++count, Message = message.Length > MaxMessage ? message[..MaxMessage] : message },
            cancellationToken: cancellationToken);
    }
}
