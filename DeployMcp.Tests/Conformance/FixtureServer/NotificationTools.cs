using System.ComponentModel;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace DeployMcp.Tests.Conformance.FixtureServer;

/// <summary>Tools that tell the client something before they answer.</summary>
[McpServerToolType]
public sealed partial class NotificationTools
{
    // The suite asks for a pause between notifications, so that they cannot arrive as one.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    [McpServerTool(Name = "test_tool_with_progress"), Description("Reports progress three times.")]
    public static async Task<string> ReportProgressAsync(IProgress<ProgressNotificationValue> progress, CancellationToken cancellationToken)
    {
        foreach (var percent in (int[])[0, 50, 100])
        {
            progress.Report(new ProgressNotificationValue { Progress = percent, Total = 100, Message = $"{percent} %" });
            await Task.Delay(Pause, cancellationToken);
        }

        return "done";
    }

    [McpServerTool(Name = "test_tool_with_logging"), Description("Logs three times.")]
    public static async Task<string> LogAsync(McpServer server, CancellationToken cancellationToken)
    {
#pragma warning disable MCP9005 // Log notifications are deprecated, and tested here.
        var logger = server.AsClientLoggerProvider().CreateLogger(nameof(NotificationTools));
#pragma warning restore MCP9005
        foreach (var step in (string[])["Tool execution started", "Tool processing data", "Tool execution completed"])
        {
            LogStep(logger, step);
            await Task.Delay(Pause, cancellationToken);
        }

        return "Tool with logging executed successfully";
    }

    [McpServerTool(Name = "test_reconnection"), Description("Closes the stream before it answers; the client fetches the answer by polling.")]
    public static async Task<string> ReconnectAsync(RequestContext<CallToolRequestParams> context, CancellationToken cancellationToken)
    {
#pragma warning disable MCP9006 // Polling is part of 2025-11-25, which is tested here.
        await context.EnablePollingAsync(TimeSpan.FromMilliseconds(500), cancellationToken);
#pragma warning restore MCP9006
        return "Answered after the stream was closed.";
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Step}")]
    private static partial void LogStep(ILogger logger, string step);
}
