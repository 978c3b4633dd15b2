using System.ComponentModel;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace DeployMcp.Tests.Conformance.FixtureServer;

/// <summary>What the suite's scenarios of the extension <c>io.modelcontextprotocol/tasks</c> call; <see cref="BackgroundTasks"/> makes them tasks.</summary>
[McpServerToolType]
public sealed class TaskTools
{
    [McpServerTool(Name = "greet"), Description("Answers at once.")]
    public static string Greet(string name) => $"Hello, {name}!";

    [McpServerTool(Name = "slow_compute"), Description("Takes that many seconds.")]
    public static async Task<string> SlowComputeAsync(double seconds, CancellationToken cancellationToken, string? label = null)
    {
        await Task.Delay(TimeSpan.FromSeconds(seconds), cancellationToken);
        return $"Computed {label}.";
    }

    [McpServerTool(Name = "failing_job"), Description("Ends with a tool's error.")]
    public static async Task<CallToolResult> FailAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        return new CallToolResult { IsError = true, Content = [new TextContentBlock { Text = "The job failed." }] };
    }

    [McpServerTool(Name = "protocol_error_job"), Description("Ends with a protocol error.")]
    public static string BreakProtocol() => throw new McpProtocolException("The job broke.", McpErrorCode.InternalError);

    [McpServerTool(Name = "confirm_delete"), Description("Asks once while it runs.")]
    public static async Task<string> ConfirmDeleteAsync(string filename)
    {
        await BackgroundTasks.AskAsync(("confirm", Ask("Delete it?")));
        return $"Deleted {filename}.";
    }

    [McpServerTool(Name = "multi_input"), Description("Asks for two things at once while it runs.")]
    public static async Task<string> MultiInputAsync()
    {
        await BackgroundTasks.AskAsync(("first", Ask("First?")), ("second", Ask("Second?")));
        return "Both arrived.";
    }

    [McpServerTool(Name = "test_tool_with_task"), Description("Asks before it becomes a task.")]
    public static string AskThenRun(RequestContext<CallToolRequestParams> context)
        => context.Params.InputResponses?.TryGetValue("user_name", out var answer) == true
            ? $"Done for {answer.RawValue.GetProperty("content").GetProperty("name").GetString()}."
            : throw new InputRequiredException(
                new Dictionary<string, InputRequest>(StringComparer.Ordinal) { ["user_name"] = Ask("Who are you?") }, requestState: null!);

    private static InputRequest Ask(string message) => InputRequest.ForElicitation(new ElicitRequestParams
    {
        Message = message,
        RequestedSchema = new ElicitRequestParams.RequestSchema
        {
            Properties = new Dictionary<string, ElicitRequestParams.PrimitiveSchemaDefinition>(StringComparer.Ordinal)
            {
                ["name"] = new ElicitRequestParams.StringSchema(),
            },
        },
    });
}
