using Temporalio.Common;
using Temporalio.Workflows;

namespace DeployMcp.Workflows.Questions;

internal static class QuestionPolicies
{
    /// <summary>Somebody waits for it and can do without.</summary>
    public static ActivityOptions Glance => new()
    {
        ScheduleToCloseTimeout = TimeSpan.FromSeconds(7),
        StartToCloseTimeout = TimeSpan.FromSeconds(6),
        RetryPolicy = new RetryPolicy { InitialInterval = TimeSpan.FromMilliseconds(250), MaximumAttempts = 2 },
    };
}
