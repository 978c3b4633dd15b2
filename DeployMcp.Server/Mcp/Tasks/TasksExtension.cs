// The members of Core by which extensions are made are marked as experimental (MCPEXP002); upstream's own Tasks package, which
// the registry lacks, stands on the same ones.
#pragma warning disable MCPEXP002
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace DeployMcp.Server.Mcp.Tasks;

internal static class TasksBuilderExtensions
{
    /// <summary>Serves the extension <c>io.modelcontextprotocol/tasks</c> for the tools that the backend names.</summary>
    public static IMcpServerBuilder WithTasks<TBackend>(this IMcpServerBuilder builder)
        where TBackend : class, ITaskBackend
    {
        builder.Services
            .AddSingleton<ITaskBackend, TBackend>()
            .AddSingleton<TaskSubscriptions>()
            .AddSingleton<IConfigureOptions<McpServerOptions>, TasksExtension>();
        return builder;
    }
}

/// <summary>The extension's methods, and the answer of a call that became a task.</summary>
internal sealed class TasksExtension(ITaskBackend backend, TaskSubscriptions subscriptions) : IConfigureOptions<McpServerOptions>
{
    public void Configure(McpServerOptions options)
    {
        options.Capabilities ??= new ServerCapabilities();
        options.Capabilities.Extensions ??= new Dictionary<string, object>(StringComparer.Ordinal);
        options.Capabilities.Extensions[TasksProtocol.ExtensionId] = new JsonObject();
        options.RequestHandlers ??= [];
        Handle(options, TasksProtocol.Get, GetAsync);
        Handle(options, TasksProtocol.Update, UpdateAsync);
        Handle(options, TasksProtocol.Cancel, CancelAsync);
        options.Filters.Message.IncomingFilters.Add(subscriptions.Wrap);
        options.Filters.Request.CallToolWithAlternateFilters.Add(CallAsync);
    }

    private static void Handle(McpServerOptions options, string method, Func<JsonRpcRequest, string, CancellationToken, Task<JsonObject>> handler)
        => options.RequestHandlers!.Add(new McpServerRequestHandler
        {
            Method = method,
            RoutingNameParameter = TasksProtocol.TaskIdParameter,
            Handler = async (request, cancellationToken) =>
            {
                TasksProtocol.Require(request);
                var id = (request.Params as JsonObject)?[TasksProtocol.TaskIdParameter] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
                var result = await handler(request, id ?? throw TasksProtocol.Unknown(), cancellationToken);
                result["resultType"] = "complete";
                return result;
            },
        });

    private async Task<JsonObject> GetAsync(JsonRpcRequest request, string id, CancellationToken cancellationToken)
        => (await backend.FindAsync(request.Context?.User, id, cancellationToken) ?? throw TasksProtocol.Unknown()).ToJson();

    private async Task<JsonObject> CancelAsync(JsonRpcRequest request, string id, CancellationToken cancellationToken)
        => await backend.CancelAsync(request.Context?.User, id, cancellationToken) ? [] : throw TasksProtocol.Unknown();

    private async Task<JsonObject> UpdateAsync(JsonRpcRequest request, string id, CancellationToken cancellationToken)
    {
        IDictionary<string, InputResponse>? answers;
        try
        {
            answers = request.Params!["inputResponses"]?.Deserialize<IDictionary<string, InputResponse>>(McpJsonUtilities.DefaultOptions);
        }
        catch (JsonException e)
        {
            throw new McpProtocolException("inputResponses must be an object.", e, McpErrorCode.InvalidParams);
        }

        return await backend.AnswerAsync(request.Context?.User, id, answers ?? new Dictionary<string, InputResponse>(StringComparer.Ordinal), cancellationToken)
            ? []
            : throw TasksProtocol.Unknown();
    }

    private async ValueTask<ResultOrAlternate<CallToolResult>> CallAsync(
        RequestContext<CallToolRequestParams> request,
        McpRequestHandler<CallToolRequestParams, ResultOrAlternate<CallToolResult>> next,
        CancellationToken cancellationToken)
    {
        var support = request.Params is { Name: { } tool } ? backend.SupportOf(tool) : TaskSupport.None;
        if (support == TaskSupport.None)
        {
            return await next(request, cancellationToken);
        }

        if (!TasksProtocol.IsSpoken(request.JsonRpcRequest) || !TasksProtocol.IsDeclared(request.JsonRpcRequest))
        {
            return support == TaskSupport.Required ? throw TasksProtocol.Undeclared() : await next(request, cancellationToken);
        }

        var (task, result) = await backend.CallAsync(request, async stop => (await next(request, stop)).Result!, cancellationToken);
        return task is null ? result! : ResultOrAlternate<CallToolResult>.FromAlternate(task.ToCreated(), TaskJson.Default.CreatedTask);
    }
}
