using Temporalio.Common;
using Temporalio.Workflows;

namespace DeployMcp.Workflows.Accounts;

/// <summary>How long the steps of an account may take. What must happen is tried without end.</summary>
internal static class AccountPolicies
{
    private static readonly RetryPolicy WithoutEnd = new() { InitialInterval = TimeSpan.FromMilliseconds(250), MaximumInterval = TimeSpan.FromSeconds(30) };

    public static ActivityOptions Quick => new() { StartToCloseTimeout = TimeSpan.FromSeconds(15), RetryPolicy = WithoutEnd };

    /// <summary>For the deployer-worker, which alone reaches the runtime.</summary>
    public static ActivityOptions WhereServicesRun => new()
    {
        StartToCloseTimeout = TimeSpan.FromMinutes(2),
        RetryPolicy = WithoutEnd,
        TaskQueue = TaskQueues.Deployer(),
    };

    /// <summary>For questions to GitHub, which may have us wait for its rate limit. After a day it is left to the next event.</summary>
    public static ActivityOptions Asking => new()
    {
        StartToCloseTimeout = TimeSpan.FromMinutes(2),
        ScheduleToCloseTimeout = TimeSpan.FromDays(1),
        RetryPolicy = new RetryPolicy { InitialInterval = TimeSpan.FromSeconds(1), MaximumInterval = TimeSpan.FromMinutes(10) },
    };

    /// <summary>For steps that heartbeat: a worker that dies is noticed after ten seconds.</summary>
    public static ActivityOptions Long => new()
    {
        StartToCloseTimeout = TimeSpan.FromHours(1),
        HeartbeatTimeout = TimeSpan.FromSeconds(10),
        RetryPolicy = WithoutEnd,
    };
}
