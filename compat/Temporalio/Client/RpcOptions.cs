namespace Temporalio.Client;

/// <summary>Options of one call to the engine.</summary>
public class RpcOptions : ICloneable
{
    /// <summary>Whether transient failures are retried; on by default for high-level calls.</summary>
    public bool? Retry { get; set; }

    /// <summary>Ends the call with <c>DeadlineExceeded</c>.</summary>
    public TimeSpan? Timeout { get; set; }

    public CancellationToken? CancellationToken { get; set; }

    public virtual object Clone() => MemberwiseClone();
}

/// <summary>How transient failures of calls are retried.</summary>
public class RpcRetryOptions : ICloneable
{
    public TimeSpan InitialInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    public float RandomizationFactor { get; set; } = 0.2f;

    public float Multiplier { get; set; } = 1.5f;

    public TimeSpan MaxInterval { get; set; } = TimeSpan.FromSeconds(5);

    public TimeSpan? MaxElapsedTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>0 means no limit.</summary>
    public int MaxRetries { get; set; } = 10;

    public virtual object Clone() => MemberwiseClone();
}

public class WorkflowSignalOptions
{
    public RpcOptions? Rpc { get; set; }
}

public class WorkflowQueryOptions
{
    public Api.Enums.V1.QueryRejectCondition? RejectCondition { get; set; }

    public RpcOptions? Rpc { get; set; }
}

public class WorkflowDescribeOptions
{
    public RpcOptions? Rpc { get; set; }
}

public class WorkflowCancelOptions
{
    public RpcOptions? Rpc { get; set; }
}

public class WorkflowTerminateOptions
{
    public RpcOptions? Rpc { get; set; }
}

public class WorkflowHistoryEventFetchOptions
{
    public RpcOptions? Rpc { get; set; }
}
