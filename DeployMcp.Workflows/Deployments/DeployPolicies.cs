using Temporalio.Common;
using Temporalio.Workflows;

namespace DeployMcp.Workflows.Deployments;

/// <summary>How long each step may take and how often it is tried. A user's failure is tried once.</summary>
internal static class DeployPolicies
{
    /// <summary>A worker that dies is noticed after this long without a heartbeat.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    /// <summary>Some two minutes of trying: a node agent or database that restarts is back by then.</summary>
    private static readonly RetryPolicy WhileItMayMend = new()
    {
        InitialInterval = TimeSpan.FromMilliseconds(250),
        BackoffCoefficient = 2,
        MaximumInterval = TimeSpan.FromSeconds(20),
        MaximumAttempts = 12,
        NonRetryableErrorTypes = [DeploymentErrors.UserFailure, DeploymentErrors.NoLongerWanted],
    };

    public static ActivityOptions Quick => new()
    {
        StartToCloseTimeout = TimeSpan.FromSeconds(60),
        HeartbeatTimeout = Heartbeat,
        RetryPolicy = WhileItMayMend,
    };

    /// <summary>The builder has a time limit of its own, below this one, and says so in the user's terms.</summary>
    public static ActivityOptions Build => new()
    {
        StartToCloseTimeout = TimeSpan.FromMinutes(45),
        HeartbeatTimeout = Heartbeat,
        RetryPolicy = WhileItMayMend,
    };

    public static ActivityOptions Rollout => new()
    {
        StartToCloseTimeout = TimeSpan.FromMinutes(10),
        HeartbeatTimeout = Heartbeat,
        RetryPolicy = WhileItMayMend,
    };

    /// <summary>Must happen: tried without end, and also when the workflow itself was cancelled.</summary>
    public static ActivityOptions CleanUp => new()
    {
        StartToCloseTimeout = TimeSpan.FromSeconds(120),
        HeartbeatTimeout = Heartbeat,
        RetryPolicy = new RetryPolicy { InitialInterval = TimeSpan.FromMilliseconds(250), MaximumInterval = TimeSpan.FromSeconds(30) },
        CancellationToken = CancellationToken.None,
    };
}
