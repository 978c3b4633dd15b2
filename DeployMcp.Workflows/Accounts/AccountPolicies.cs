using Temporalio.Common;
using Temporalio.Workflows;

namespace DeployMcp.Workflows.Accounts;

/// <summary>How long the steps of an account may take. All are tried without end: none can fail for good.</summary>
internal static class AccountPolicies
{
    private static readonly RetryPolicy WithoutEnd = new() { InitialInterval = TimeSpan.FromMilliseconds(250), MaximumInterval = TimeSpan.FromSeconds(30) };

    public static ActivityOptions Quick => new() { StartToCloseTimeout = TimeSpan.FromSeconds(30), RetryPolicy = WithoutEnd };

    /// <summary>For steps that heartbeat: a worker that dies is noticed after ten seconds.</summary>
    public static ActivityOptions Long => new()
    {
        StartToCloseTimeout = TimeSpan.FromHours(1),
        HeartbeatTimeout = TimeSpan.FromSeconds(10),
        RetryPolicy = WithoutEnd,
    };
}
