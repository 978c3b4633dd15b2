using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace DeployMcp.Server.Mcp.Tasks;

/// <summary>The extension's states of a task; the last three are ends.</summary>
internal enum TaskPhase
{
    Working,
    InputRequired,
    Completed,
    Failed,
    Cancelled,
}

/// <summary>A task at one moment (the extension's <c>DetailedTask</c>).</summary>
/// <param name="Message">What it is doing or how it ended, for people.</param>
/// <param name="Lifetime">From <paramref name="CreatedAt"/>; null for no end.</param>
/// <param name="PollInterval">How often to ask.</param>
internal sealed record TaskState(
    string Id, TaskPhase Phase, string? Message, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, TimeSpan? Lifetime, TimeSpan PollInterval)
{
    /// <summary>The call's result, when completed.</summary>
    public JsonNode? Result { get; init; }

    /// <summary>The JSON-RPC error, when failed.</summary>
    public JsonRpcErrorDetail? Error { get; init; }

    /// <summary>What the client is asked for, when input is required.</summary>
    public IReadOnlyDictionary<string, InputRequest>? InputRequests { get; init; }

    public bool HasEnded => Phase is TaskPhase.Completed or TaskPhase.Failed or TaskPhase.Cancelled;

    /// <summary>The result of <c>tasks/get</c> and the parameters of <c>notifications/tasks</c>, both without what they have besides.</summary>
    public JsonObject ToJson()
    {
        var json = JsonSerializer.SerializeToNode(ToCreated(), TaskJson.Default.CreatedTask)!.AsObject();
        json.Remove("resultType");
        Add(json, "result", Result?.DeepClone());
        Add(json, "error", Error is null ? null : JsonSerializer.SerializeToNode(Error, McpJsonUtilities.DefaultOptions));
        Add(json, "inputRequests", InputRequests is null ? null : JsonSerializer.SerializeToNode(InputRequests, McpJsonUtilities.DefaultOptions));
        return json;
    }

    /// <summary>The answer in place of the call's own.</summary>
    public CreatedTask ToCreated() => new()
    {
        ResultType = "task",
        TaskId = Id,
        Status = JsonNamingPolicy.SnakeCaseLower.ConvertName(Phase.ToString()),
        StatusMessage = Message,
        CreatedAt = CreatedAt,
        LastUpdatedAt = UpdatedAt,
        TtlMs = (long?)Lifetime?.TotalMilliseconds,
        PollIntervalMs = (long)PollInterval.TotalMilliseconds,
    };

    private static void Add(JsonObject json, string name, JsonNode? value)
    {
        if (value is not null)
        {
            json[name] = value;
        }
    }
}

/// <summary>The extension's <c>CreateTaskResult</c>: a result whose <c>resultType</c> is <c>task</c>.</summary>
internal sealed class CreatedTask : Result
{
    [JsonPropertyName("taskId")]
    public required string TaskId { get; init; }

    [JsonPropertyName("status")]
    public required string Status { get; init; }

    [JsonPropertyName("statusMessage")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? StatusMessage { get; init; }

    [JsonPropertyName("createdAt")]
    public DateTimeOffset CreatedAt { get; init; }

    [JsonPropertyName("lastUpdatedAt")]
    public DateTimeOffset LastUpdatedAt { get; init; }

    /// <summary>Null, said and not left out, for no end.</summary>
    [JsonPropertyName("ttlMs")]
    public long? TtlMs { get; init; }

    [JsonPropertyName("pollIntervalMs")]
    public long PollIntervalMs { get; init; }
}

[JsonSerializable(typeof(CreatedTask))]
internal sealed partial class TaskJson : JsonSerializerContext;
