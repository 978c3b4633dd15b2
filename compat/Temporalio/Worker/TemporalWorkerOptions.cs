using Microsoft.Extensions.Logging;
using Temporalio.Activities;
using Temporalio.Worker.Interceptors;
using Temporalio.Workflows;

namespace Temporalio.Worker;

/// <summary>A worker's task queue, what it can run, and its limits.</summary>
public class TemporalWorkerOptions : ICloneable
{
    private IList<ActivityDefinition> _activities = [];
    private IList<WorkflowDefinition> _workflows = [];

    public TemporalWorkerOptions()
    {
    }

    public TemporalWorkerOptions(string taskQueue) => TaskQueue = taskQueue;

    public string? TaskQueue { get; set; }

    public IList<ActivityDefinition> Activities => _activities;

    public IList<WorkflowDefinition> Workflows => _workflows;

    /// <summary>After those of the client that are worker interceptors.</summary>
    public IReadOnlyCollection<IWorkerInterceptor>? Interceptors { get; set; }

    /// <summary>The client's identity unless set.</summary>
    public string? Identity { get; set; }

    /// <summary>100 unless set.</summary>
    public int? MaxConcurrentActivities { get; set; }

    /// <summary>100 unless set.</summary>
    public int? MaxConcurrentWorkflowTasks { get; set; }

    public TimeSpan MaxHeartbeatThrottleInterval { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>For activities without heartbeat timeout; with one it is 0.8 of that.</summary>
    public TimeSpan DefaultHeartbeatThrottleInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Time that running activities get to complete before they are cancelled.</summary>
    public TimeSpan GracefulShutdownTimeout { get; set; } = TimeSpan.Zero;

    /// <summary>Workflows kept in memory between their tasks; 0 replays each time.</summary>
    public int MaxCachedWorkflows { get; set; } = 10000;

    /// <summary>Besides failures, these exceptions fail a workflow instead of suspending it.</summary>
    public IReadOnlyCollection<Type>? WorkflowFailureExceptionTypes { get; set; }

    /// <summary>Switches deadlock detection off, for stepping through workflow code.</summary>
    public bool DebugMode { get; set; } =
        Environment.GetEnvironmentVariable("TEMPORAL_DEBUG") is "1" or "true" || System.Diagnostics.Debugger.IsAttached;

    /// <summary>The client's unless set.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    public TemporalWorkerOptions AddActivity(Delegate del) => AddActivity(ActivityDefinition.Create(del));

    public TemporalWorkerOptions AddActivity(ActivityDefinition definition)
    {
        _activities.Add(definition);
        return this;
    }

    public TemporalWorkerOptions AddAllActivities<T>(T? instance) => AddAllActivities(typeof(T), instance);

    public TemporalWorkerOptions AddAllActivities(Type type, object? instance)
    {
        foreach (var definition in ActivityDefinition.CreateAll(type, instance))
            AddActivity(definition);
        return this;
    }

    public TemporalWorkerOptions AddWorkflow<T>() => AddWorkflow(typeof(T));

    public TemporalWorkerOptions AddWorkflow(Type type) => AddWorkflow(WorkflowDefinition.Create(type));

    public TemporalWorkerOptions AddWorkflow(WorkflowDefinition definition)
    {
        _workflows.Add(definition);
        return this;
    }

    public virtual object Clone()
    {
        var copy = (TemporalWorkerOptions)MemberwiseClone();
        copy._activities = [.. _activities];
        copy._workflows = [.. _workflows];
        return copy;
    }
}
