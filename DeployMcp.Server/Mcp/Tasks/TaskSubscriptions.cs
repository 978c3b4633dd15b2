using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace DeployMcp.Server.Mcp.Tasks;

/// <summary>
/// <c>subscriptions/listen</c> (SEP-2575) for tasks: each state of the tasks that were named, as <c>notifications/tasks</c>, until
/// they have ended. It stands before the handler of Core, which knows nothing of tasks and gets every request that names none.
/// Whoever names tasks is granted these alone: this server's lists don't change while it runs.
/// </summary>
internal sealed class TaskSubscriptions(ITaskBackend backend, TimeProvider time)
{
    private const int MaxTasks = 50;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    public McpMessageHandler Wrap(McpMessageHandler next) => (context, cancellationToken)
        => context.JsonRpcMessage is JsonRpcRequest { Method: RequestMethods.SubscriptionsListen } request
            && TasksProtocol.IsSpoken(request) && TaskIds(request) is { Count: > 0 } asked
                ? ListenAsync(context.Server, request, asked, cancellationToken)
                : next(context, cancellationToken);

    private async Task ListenAsync(McpServer server, JsonRpcRequest request, HashSet<string> asked, CancellationToken cancellationToken)
    {
        TasksProtocol.Require(request);
        var followed = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var id in asked)
        {
            if (await backend.FindAsync(request.Context?.User, id, cancellationToken) is not null)
            {
                followed[id] = null;
            }
        }

        var granted = new JsonObject();
        if (followed.Count > 0)
        {
            granted["taskIds"] = new JsonArray([.. followed.Keys.Select(id => JsonValue.Create(id))]);
        }

        await SendAsync(server, request, NotificationMethods.SubscriptionsAcknowledgedNotification, new JsonObject { ["notifications"] = granted }, cancellationToken);
        await FollowAsync(server, request, followed, cancellationToken);
        await server.SendMessageAsync(
            new JsonRpcResponse { Id = request.Id, Result = new JsonObject { ["resultType"] = "complete", ["_meta"] = Meta(request) } }, cancellationToken);
    }

    /// <param name="followed">By id, what was told last.</param>
    private async Task FollowAsync(McpServer server, JsonRpcRequest request, Dictionary<string, string?> followed, CancellationToken cancellationToken)
    {
        while (followed.Count > 0)
        {
            foreach (var (id, told) in followed.ToList())
            {
                var state = await backend.FindAsync(request.Context?.User, id, cancellationToken);
                if (state is not null && $"{state.Phase} {state.Message}" is var now && now != told)
                {
                    await SendAsync(server, request, TasksProtocol.TaskNotification, state.ToJson(), cancellationToken);
                    followed[id] = now;
                }

                if (state is null or { HasEnded: true })
                {
                    followed.Remove(id);
                }
            }

            if (followed.Count > 0)
            {
                await Task.Delay(Interval, time, cancellationToken);
            }
        }
    }

    /// <summary>On the stream that the request opened: the server of a message is bound to it.</summary>
    private static Task SendAsync(McpServer server, JsonRpcRequest request, string method, JsonObject parameters, CancellationToken cancellationToken)
    {
        parameters["_meta"] = Meta(request);
        return server.SendMessageAsync(new JsonRpcNotification { Method = method, Params = parameters }, cancellationToken);
    }

    private static JsonObject Meta(JsonRpcRequest request)
        => new() { [MetaKeys.SubscriptionId] = JsonSerializer.SerializeToNode(request.Id, McpJsonUtilities.DefaultOptions) };

    /// <exception cref="McpProtocolException">More tasks than may be followed at once, or no list of texts.</exception>
    private static HashSet<string> TaskIds(JsonRpcRequest request)
    {
        if (((request.Params as JsonObject)?["notifications"] as JsonObject)?["taskIds"] is not { } given)
        {
            return [];
        }

        var ids = given is JsonArray list && list.All(id => id?.GetValueKind() == JsonValueKind.String)
            ? list.Select(id => id!.GetValue<string>()).ToHashSet(StringComparer.Ordinal)
            : throw new McpProtocolException("taskIds must be a list of texts.", McpErrorCode.InvalidParams);
        return ids.Count <= MaxTasks ? ids : throw new McpProtocolException($"At most {MaxTasks} tasks can be followed at once.", McpErrorCode.InvalidParams);
    }
}
