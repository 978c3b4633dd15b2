using System.Linq.Expressions;
using Temporalio.Api.Enums.V1;
using Temporalio.Common;
using Temporalio.Workflows;

namespace Temporalio.Client;

/// <summary>How a workflow is started; <see cref="Id"/> and <see cref="TaskQueue"/> are required.</summary>
public class WorkflowOptions : ICloneable
{
    public WorkflowOptions()
    {
    }

    public WorkflowOptions(string id, string taskQueue)
    {
        Id = id;
        TaskQueue = taskQueue;
    }

    public string? Id { get; set; }

    public string? TaskQueue { get; set; }

    /// <summary>Limit over all runs: retries and continue-as-new included.</summary>
    public TimeSpan? ExecutionTimeout { get; set; }

    /// <summary>Limit of one run.</summary>
    public TimeSpan? RunTimeout { get; set; }

    /// <summary>Limit of one workflow task; 10 s unless set.</summary>
    public TimeSpan? TaskTimeout { get; set; }

    /// <summary>What a closed workflow of the same id means.</summary>
    public WorkflowIdReusePolicy IdReusePolicy { get; set; } = WorkflowIdReusePolicy.AllowDuplicate;

    /// <summary>What a running workflow of the same id means; fails unless set.</summary>
    public WorkflowIdConflictPolicy IdConflictPolicy { get; set; } = WorkflowIdConflictPolicy.Unspecified;

    /// <summary>Unless set, a failed workflow is not retried.</summary>
    public RetryPolicy? RetryPolicy { get; set; }

    public IReadOnlyDictionary<string, object>? Memo { get; set; }

    public TimeSpan? StartDelay { get; set; }

    /// <summary>If set, the signal is sent with the start, and alone where the workflow runs already.</summary>
    public string? StartSignal { get; set; }

    public IReadOnlyCollection<object?>? StartSignalArgs { get; set; }

    public RpcOptions? Rpc { get; set; }

    public void SignalWithStart<TWorkflow>(Expression<Func<TWorkflow, Task>> signalCall)
    {
        var (method, args) = ExpressionUtil.ExtractCall(signalCall);
        SignalWithStart(WorkflowSignalDefinition.NameFromMethodForCall(method), args);
    }

    public void SignalWithStart(string signal, IReadOnlyCollection<object?> args)
    {
        StartSignal = signal;
        StartSignalArgs = args;
    }

    public virtual object Clone()
    {
        var copy = (WorkflowOptions)MemberwiseClone();
        copy.Rpc = (RpcOptions?)Rpc?.Clone();
        return copy;
    }
}
