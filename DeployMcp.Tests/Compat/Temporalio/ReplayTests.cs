using Temporalio.Api.Enums.V1;
using Temporalio.Exceptions;

namespace DeployMcp.Tests.Compat.Temporalio;

[Collection(EngineGroup.Name)]
public class ReplayTests(EngineHost host)
{
    private readonly SampleActivities _activities = new();

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public async Task Replay_AfterTheWorkerWasReplaced_ComesToTheSame(int cached)
    {
        var queue = EngineHost.NewQueue();
        RunningWorker Start() => host.StartWorker(queue, o =>
        {
            o.AddWorkflow<ReplayWorkflow>().AddAllActivities(_activities);
            o.MaxCachedWorkflows = cached;
        });

        var first = Start();
        var handle = await host.Client.StartWorkflowAsync((ReplayWorkflow wf) => wf.RunAsync(), Sample.Options(queue));
        await EngineHost.EventuallyAsync(async () => (await handle.QueryAsync(wf => wf.Before)).Length > 0, "the workflow waits for its signal");
        var before = await handle.QueryAsync(wf => wf.Before);
        await first.DisposeAsync();
        await using var second = Start();
        await handle.SignalAsync(wf => wf.GoAsync());

        Assert.Equal(before, await handle.GetResultAsync());
        Assert.Contains(" True 2,4,6 ", before, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_NotMatchingTheHistory_FailsTheTaskAndSaysSo_UntilMended()
    {
        var queue = EngineHost.NewQueue();
        var first = host.StartWorker(queue, o => o.AddWorkflow<VersionedWorkflow1>().AddAllActivities(_activities));
        var handle = await host.Client.StartWorkflowAsync((VersionedWorkflow1 wf) => wf.RunAsync("v"), Sample.Options(queue));
        await EngineHost.EventuallyAsync(() => Task.FromResult(_activities.Attempts.ContainsKey("v-1")), "the activity ran");
        await first.DisposeAsync();

        await using (host.StartWorker(queue, o => o.AddWorkflow<VersionedWorkflow2>().AddAllActivities(_activities)))
        {
            await handle.SignalAsync(wf => wf.GoAsync());
            await EngineHost.EventuallyAsync(
                () => Task.FromResult(host.Log.Lines.Any(l => l.Contains("[TMPRL1100] Nondeterminism error", StringComparison.Ordinal) && l.Contains(handle.Id, StringComparison.Ordinal))),
                "the fault in the log");
            await EngineHost.EventuallyAsync(
                async () => (await handle.FetchHistoryAsync()).Events.Any(e => e.EventType == EventType.WorkflowTaskFailed), "the fault in the history");
            var failure = (await handle.FetchHistoryAsync()).Events.Single(e => e.EventType == EventType.WorkflowTaskFailed).WorkflowTaskFailedEventAttributes;
            Assert.Equal(WorkflowTaskFailedCause.NonDeterministicError, failure.Cause);
            Assert.Contains("ActivityTaskScheduled (activity type 'Touch', id '1')", failure.Failure.Message, StringComparison.Ordinal);
            Assert.Equal(WorkflowExecutionStatus.Running, await handle.StatusAsync());
        }

        await using var mended = host.StartWorker(queue, o => o.AddWorkflow<VersionedWorkflow2Patched>().AddAllActivities(_activities));
        Assert.Equal("unpatched", await handle.GetResultAsync());
    }

    [Fact]
    public async Task Patched_NewRun_TakesTheNewPathAlsoInReplay()
    {
        var queue = EngineHost.NewQueue();
        await using var worker = host.StartWorker(queue, o =>
        {
            o.AddWorkflow<VersionedWorkflow2Patched>().AddAllActivities(_activities);
            o.MaxCachedWorkflows = 0;
        });
        var handle = await host.Client.StartWorkflowAsync((VersionedWorkflow2Patched wf) => wf.RunAsync("p"), Sample.Options(queue));

        await handle.SignalAsync(wf => wf.GoAsync());

        Assert.Equal("patched", await handle.GetResultAsync());
    }

    [Fact]
    public async Task Exception_ThatIsNoFailure_SuspendsTheWorkflowUnlessConfigured()
    {
        var queue = EngineHost.NewQueue();
        var handle = await host.Client.StartWorkflowAsync((ThrowsPlainWorkflow wf) => wf.RunAsync(), Sample.Options(queue));
        await using (host.StartWorker(queue, o => o.AddWorkflow<ThrowsPlainWorkflow>()))
        {
            await EngineHost.EventuallyAsync(
                async () => (await handle.FetchHistoryAsync()).Events.Any(e => e.EventType == EventType.WorkflowTaskFailed), "the failed task");
            Assert.Equal(WorkflowExecutionStatus.Running, await handle.StatusAsync());
        }

        await using var strict = host.StartWorker(queue, o =>
        {
            o.AddWorkflow<ThrowsPlainWorkflow>();
            o.WorkflowFailureExceptionTypes = [typeof(Exception)];
        });
        var failed = await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());
        Assert.Equal("FormatException", Assert.IsType<ApplicationFailureException>(failed.InnerException).ErrorType);
    }

    [Fact]
    public async Task WorkflowType_Unknown_IsSaidInHistoryAndLog()
    {
        var queue = EngineHost.NewQueue();
        await using var worker = host.StartWorker(queue, o => o.AddWorkflow<NothingWorkflow>());
        var handle = await host.Client.StartWorkflowAsync("Mystery", [], Sample.Options(queue));

        await EngineHost.EventuallyAsync(
            () => Task.FromResult(host.Log.Lines.Any(l => l.Contains("Workflow type Mystery is not registered on this worker, available workflows: NothingWorkflow", StringComparison.Ordinal))),
            "the message in the log");
        await handle.TerminateAsync();
    }

    [Fact]
    public async Task Code_WaitingForForeignTask_IsSaidInTheLog()
    {
        var queue = EngineHost.NewQueue();
        await using var worker = host.StartWorker(queue, o => o.AddWorkflow<ForeignTaskWorkflow>());
        var handle = await host.Client.StartWorkflowAsync((ForeignTaskWorkflow wf) => wf.RunAsync(), Sample.Options(queue));

        await EngineHost.EventuallyAsync(
            () => Task.FromResult(host.Log.Lines.Any(l => l.Contains("waited for a task that is not of the workflow", StringComparison.Ordinal))), "the message in the log");
        await handle.TerminateAsync();
    }
}
