using System.ComponentModel;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace DeployMcp.Tests.Conformance.FixtureServer;

/// <summary>Tools by which the scenario <c>server-stateless</c> sees what the transport does (SEP-2575).</summary>
[McpServerToolType]
public sealed partial class DiagnosticTools
{
    [McpServerTool(Name = "test_missing_capability"), Description("Needs a client that can sample.")]
    public static string NeedsSampling(RequestContext<CallToolRequestParams> context)
    {
#pragma warning disable MCP9005 // Any capability would do; the suite names this one.
        return context.JsonRpcRequest.Context?.ClientCapabilities?.Sampling is not null
            ? "The client can sample."
            : throw new MissingRequiredClientCapabilityException(
                new ClientCapabilities { Sampling = new SamplingCapability() }, "This tool needs the sampling capability.");
#pragma warning restore MCP9005
    }

    [McpServerTool(Name = "test_streaming_elicitation"), Description("Answers, and asks nothing.")]
    public static string StreamsOnlyItsResult() => "No requests of the server's own on this stream.";

    [McpServerTool(Name = "test_logging_tool"), Description("Logs once; the client must ask for logs to see it.")]
    public static string Logs(McpServer server)
    {
#pragma warning disable MCP9005 // Log notifications are deprecated, and tested here.
        var logger = server.AsClientLoggerProvider().CreateLogger(nameof(DiagnosticTools));
#pragma warning restore MCP9005
        LogExecuted(logger);
        return "Logged.";
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "test_logging_tool executed")]
    private static partial void LogExecuted(ILogger logger);
}
