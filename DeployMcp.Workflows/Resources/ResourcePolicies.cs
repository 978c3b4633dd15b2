using Temporalio.Common;
using Temporalio.Workflows;

namespace DeployMcp.Workflows.Resources;

internal static class ResourcePolicies
{
    /// <summary>Some two minutes of trying; then the resource is told as failed, and asking for it again tries again.</summary>
    public static ActivityOptions Making => new()
    {
        StartToCloseTimeout = TimeSpan.FromSeconds(60),
        HeartbeatTimeout = TimeSpan.FromSeconds(10),
        RetryPolicy = new RetryPolicy
        {
            InitialInterval = TimeSpan.FromMilliseconds(250),
            BackoffCoefficient = 2,
            MaximumInterval = TimeSpan.FromSeconds(20),
            MaximumAttempts = 12,
            NonRetryableErrorTypes = [ResourceErrors.Refused, ResourceErrors.NoLongerWanted],
        },
    };

    /// <summary>What must happen is tried without end.</summary>
    public static ActivityOptions Removing => new()
    {
        StartToCloseTimeout = TimeSpan.FromSeconds(60),
        HeartbeatTimeout = TimeSpan.FromSeconds(10),
        RetryPolicy = new RetryPolicy { InitialInterval = TimeSpan.FromMilliseconds(250), MaximumInterval = TimeSpan.FromSeconds(30) },
    };
}
