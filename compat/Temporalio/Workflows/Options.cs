using Temporalio.Api.Enums.V1;
using Temporalio.Common;

namespace Temporalio.Workflows;

/// <summary>How a workflow cancels an activity, and whether it waits for that.</summary>
public enum ActivityCancellationType
{
    /// <summary>Requests cancellation and reports the activity cancelled at once.</summary>
    TryCancel = 0,

    /// <summary>Requests cancellation and waits until the activity has ended.</summary>
    WaitCancellationCompleted = 1,

    /// <summary>Requests nothing and reports the activity cancelled at once.</summary>
    Abandon = 2,
}

/// <summary>How a workflow cancels a child, and whether it waits for that.</summary>
public enum ChildWorkflowCancellationType
{
    Abandon = 0,
    TryCancel = 1,
    WaitCancellationCompleted = 2,
    WaitCancellationRequested = 3,
}

/// <summary>What a parent's end means to a child.</summary>
public enum ParentClosePolicy
{
    None = 0,
    Terminate = 1,
    Abandon = 2,
    RequestCancel = 3,
}

/// <summary>How an activity is run; either <see cref="StartToCloseTimeout"/> or <see cref="ScheduleToCloseTimeout"/> is required.</summary>
public class ActivityOptions : ICloneable
{
    /// <summary>Limit from scheduling to the end, over all attempts.</summary>
    public TimeSpan? ScheduleToCloseTimeout { get; set; }

    /// <summary>Limit of waiting for a worker; never retried.</summary>
    public TimeSpan? ScheduleToStartTimeout { get; set; }

    /// <summary>Limit of one attempt.</summary>
    public TimeSpan? StartToCloseTimeout { get; set; }

    /// <summary>Limit between heartbeats; required for an activity to learn of its cancellation.</summary>
    public TimeSpan? HeartbeatTimeout { get; set; }

    /// <summary>Unless set: 1 s, doubling to 100 s, without end.</summary>
    public RetryPolicy? RetryPolicy { get; set; }

    public ActivityCancellationType CancellationType { get; set; } = ActivityCancellationType.TryCancel;

    /// <summary>The workflow's token unless set.</summary>
    public CancellationToken? CancellationToken { get; set; }

    /// <summary>The workflow's queue unless set.</summary>
    public string? TaskQueue { get; set; }

    /// <summary>For people who look at the history; kept nowhere by the embedded engine.</summary>
    public string? Summary { get; set; }

    public string? ActivityId { get; set; }

    public virtual object Clone() => MemberwiseClone();
}

/// <summary>How a child workflow is started.</summary>
public class ChildWorkflowOptions : ICloneable
{
    /// <summary>A deterministic random id unless set.</summary>
    public string? Id { get; set; }

    /// <summary>The parent's queue unless set.</summary>
    public string? TaskQueue { get; set; }

    public RetryPolicy? RetryPolicy { get; set; }

    public ChildWorkflowCancellationType CancellationType { get; set; } = ChildWorkflowCancellationType.WaitCancellationCompleted;

    /// <summary>The workflow's token unless set.</summary>
    public CancellationToken? CancellationToken { get; set; }

    public ParentClosePolicy ParentClosePolicy { get; set; } = ParentClosePolicy.Terminate;

    public TimeSpan? ExecutionTimeout { get; set; }

    public TimeSpan? RunTimeout { get; set; }

    public TimeSpan? TaskTimeout { get; set; }

    public WorkflowIdReusePolicy IdReusePolicy { get; set; } = WorkflowIdReusePolicy.AllowDuplicate;

    public IReadOnlyDictionary<string, object>? Memo { get; set; }

    public virtual object Clone() => MemberwiseClone();
}

/// <summary>What the next run has otherwise than this one.</summary>
public class ContinueAsNewOptions : ICloneable
{
    public string? TaskQueue { get; set; }

    public TimeSpan? RunTimeout { get; set; }

    public TimeSpan? TaskTimeout { get; set; }

    public RetryPolicy? RetryPolicy { get; set; }

    public IReadOnlyDictionary<string, object>? Memo { get; set; }

    public virtual object Clone() => MemberwiseClone();
}

public class ChildWorkflowSignalOptions : ICloneable
{
    public CancellationToken? CancellationToken { get; set; }

    public virtual object Clone() => MemberwiseClone();
}

public class ExternalWorkflowSignalOptions : ICloneable
{
    public CancellationToken? CancellationToken { get; set; }

    public virtual object Clone() => MemberwiseClone();
}
