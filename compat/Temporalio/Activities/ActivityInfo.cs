using Temporalio.Api.Common.V1;
using Temporalio.Converters;

namespace Temporalio.Activities;

/// <summary>What an attempt of an activity knows about itself.</summary>
public record ActivityInfo
{
    internal ActivityInfo()
    {
    }

    public string ActivityId { get; init; } = "";

    public string ActivityType { get; init; } = "";

    /// <summary>Counts from 1.</summary>
    public int Attempt { get; init; } = 1;

    public DateTime CurrentAttemptScheduledTime { get; init; }

    public DataConverter DataConverter { get; init; } = DataConverter.Default;

    /// <summary>What the last attempt recorded with its last heartbeat.</summary>
    public IReadOnlyCollection<Payload> HeartbeatDetails { get; init; } = [];

    public TimeSpan? HeartbeatTimeout { get; init; }

    public bool IsLocal { get; init; }

    public TimeSpan? ScheduleToCloseTimeout { get; init; }

    public DateTime ScheduledTime { get; init; }

    public TimeSpan? StartToCloseTimeout { get; init; }

    public DateTime StartedTime { get; init; }

    public string TaskQueue { get; init; } = "";

    public byte[] TaskToken { get; init; } = [];

    public string? WorkflowId { get; init; }

    public string? WorkflowNamespace { get; init; }

    public string? WorkflowRunId { get; init; }

    public string? WorkflowType { get; init; }

    /// <summary>Scope of all that the activity logs.</summary>
    internal Dictionary<string, object> LoggerScope => new(StringComparer.Ordinal)
    {
        ["ActivityId"] = ActivityId,
        ["ActivityType"] = ActivityType,
        ["Attempt"] = Attempt,
        ["WorkflowNamespace"] = WorkflowNamespace ?? "",
        ["WorkflowId"] = WorkflowId ?? "",
        ["WorkflowRunId"] = WorkflowRunId ?? "",
        ["WorkflowType"] = WorkflowType ?? "",
    };

    public Task<T> HeartbeatDetailAtAsync<T>(int index)
        => Task.FromResult(DataConverter.PayloadConverter.ToValue<T>(HeartbeatDetails.ElementAt(index)));
}
