using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace DeployMcp.Server.Mcp;

/// <summary>A deployment's stages and log lines as MCP progress notifications; each counts one, as no total is known.</summary>
internal static class DeploymentProgress
{
    private const int MaxMessage = 300;

    /// <summary>Null when the client sent no progress token.</summary>
    public static Action<string>? For(RequestContext<CallToolRequestParams> context, IProgress<ProgressNotificationValue> progress)
    {
        if (context.Params?.ProgressToken is null)
        {
            return null;
        }

        var count = 0;
        return message => progress.Report(new ProgressNotificationValue
        {
            Progress = ++count,
            Message = message.Length > MaxMessage ? message[..MaxMessage] : message,
        });
    }
}
