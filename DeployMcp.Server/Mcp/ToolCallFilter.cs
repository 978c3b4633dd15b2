using System.Diagnostics;
using System.Text.Json;
using DeployMcp.Domain.Validation;
using DeployMcp.Server.Calls;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace DeployMcp.Server.Mcp;

/// <summary>A tool's own rules for its arguments, so that their errors stand in one list beside those of form.</summary>
internal interface IToolArgumentRules
{
    string Tool { get; }

    IReadOnlyList<ArgumentError> Check(IDictionary<string, JsonElement> arguments);
}

/// <summary>
/// Around every tool call: arguments are checked as a whole, a refusal becomes a readable error, and what nobody foresaw is
/// logged and told as the platform's fault, without its inside.
/// </summary>
internal static partial class ToolCallFilter
{
    public static McpRequestHandler<CallToolRequestParams, CallToolResult> Wrap(McpRequestHandler<CallToolRequestParams, CallToolResult> next)
        => async (request, cancellationToken) =>
        {
            try
            {
                if (request.MatchedPrimitive is McpServerTool tool && request.Params is { } call)
                {
                    call.Arguments = Check(tool, call.Arguments, request.Services!);
                }

                return await next(request, cancellationToken);
            }
            catch (RefusalException refusal)
            {
                return ToolAnswer.Error(refusal.Message);
            }
            catch (Exception fault) when (fault is not (McpException or OperationCanceledException))
            {
                return Fault(request, fault);
            }
        };

    private static IDictionary<string, JsonElement> Check(McpServerTool tool, IDictionary<string, JsonElement>? arguments, IServiceProvider services)
    {
        var binding = ArgumentBinding.Check(tool.ProtocolTool.InputSchema, arguments);
        if (binding.Errors.Count == 0)
        {
            return binding.Arguments;
        }

        var named = binding.Errors.Select(e => e.Argument.Split('[', '.')[0]).ToHashSet(StringComparer.Ordinal);
        var more = services.GetServices<IToolArgumentRules>()
            .Where(rules => rules.Tool == tool.ProtocolTool.Name)
            .SelectMany(rules => rules.Check(binding.Arguments))
            .Where(error => !named.Contains(error.Argument));
        throw RefusalException.BadArguments([.. binding.Errors, .. more]);
    }

    private static CallToolResult Fault(RequestContext<CallToolRequestParams> request, Exception fault)
    {
        var reference = Activity.Current?.TraceId.ToHexString() ?? ActivityTraceId.CreateRandom().ToHexString();
        LogFault(request.Services!.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ToolCallFilter)), fault, request.Params?.Name, reference);
        return ToolAnswer.Error($"The platform itself failed; your arguments are not the reason. Next: try the same call again; if it stays, report reference {reference}.");
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Tool {Tool} failed, reference {Reference}")]
    private static partial void LogFault(ILogger logger, Exception exception, string? tool, string reference);
}
