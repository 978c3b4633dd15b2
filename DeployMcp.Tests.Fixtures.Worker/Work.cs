using Temporalio.Activities;
using Temporalio.Workflows;

namespace DeployMcp.Tests.Fixtures.Worker;

/// <summary>An activity that tells its process id with each heartbeat and never ends.</summary>
internal static class Held
{
    [Activity]
    public static async Task<string> ReportAsync()
    {
        var context = ActivityExecutionContext.Current;
        while (true)
        {
            context.Heartbeat(Environment.ProcessId);
            await Task.Delay(50, context.CancellationToken);
        }
    }
}

/// <summary>A workflow whose task never ends in this process.</summary>
[Workflow("Stuck")]
internal sealed class StuckWorkflow
{
    [WorkflowRun]
    public Task<string> RunAsync()
    {
        Console.WriteLine("stuck");
        Thread.Sleep(Timeout.Infinite);
        return Task.FromResult(GetType().Name);
    }
}
