using System.ComponentModel;
using System.Diagnostics;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace DeployMcp.Tests.Compat.ModelContextProtocol.AspNetCore;

/// <summary>Tools that show what the transport gave them.</summary>
[McpServerToolType]
internal sealed class TransportTools
{
    [McpServerTool(Name = "echo"), Description("Returns its argument.")]
    public static string Echo(string text) => text;

    [McpServerTool(Name = "user"), Description("Returns the caller's name.")]
    public static string User(ClaimsPrincipal? user = null) => user?.Identity?.Name ?? "nobody";

    [McpServerTool(Name = "client"), Description("Returns the client's name.")]
    public static string Client(McpServer server) => server.ClientInfo?.Name ?? "unnamed";

    [McpServerTool(Name = "scope"), Description("Returns the number of the request's own service instance.")]
    public static string Scope(RequestContext<CallToolRequestParams> context) =>
        context.Services!.GetRequiredService<RequestNumber>().Value.ToString();

    [McpServerTool(Name = "path"), Description("Returns the path of the request and the id of its trace.")]
    public static string Path(IHttpContextAccessor accessor) => $"{accessor.HttpContext?.Request.Path} {Activity.Current?.TraceId}";

    [McpServerTool(Name = "progress"), Description("Reports progress, then answers.")]
    public static string Progress(IProgress<ProgressNotificationValue> progress)
    {
        progress.Report(new ProgressNotificationValue { Progress = 1, Total = 2, Message = "half" });
        return "done";
    }

    [McpServerTool(Name = "document"), Description("Reports progress, then answers with structured content as a person would lay it out.")]
    public static CallToolResult Document(IProgress<ProgressNotificationValue> progress)
    {
        progress.Report(new ProgressNotificationValue { Progress = 1 });
        return new CallToolResult
        {
            Content = [new TextContentBlock { Text = "one" }],
            StructuredContent = JsonElement.Parse("{\r\n  \"one\": 1\n}"),
        };
    }

    [McpServerTool(Name = "wait"), Description("Answers only when it is let go.")]
    public static async Task<string> WaitAsync(Gate gate, CancellationToken cancellationToken)
    {
        gate.Entered.TrySetResult();
        try
        {
            await gate.Open.Task.WaitAsync(cancellationToken);
            return "let go";
        }
        catch (OperationCanceledException)
        {
            gate.Cancelled.TrySetResult();
            throw;
        }
    }
}

/// <summary>One per service scope.</summary>
internal sealed class RequestNumber
{
    private static int _last;

    public int Value { get; } = Interlocked.Increment(ref _last);
}

/// <summary>Lets a test hold a tool and see what becomes of it.</summary>
internal sealed class Gate
{
    public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Open { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
