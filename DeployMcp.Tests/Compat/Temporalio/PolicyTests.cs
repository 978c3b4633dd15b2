using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Exceptions;
using ParentClosePolicy = Temporalio.Workflows.ParentClosePolicy;

namespace DeployMcp.Tests.Compat.Temporalio;

[Collection(EngineGroup.Name)]
public class PolicyTests(EngineHost host)
{
    [Fact]
    public async Task RejectDuplicate_ThousandStartsAtOnce_GiveOneRun()
    {
        var options = Sample.Options(EngineHost.NewQueue());
        options.IdReusePolicy = WorkflowIdReusePolicy.RejectDuplicate;

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 1000).Select(async _ =>
        {
            try
            {
                return (Started: true, RunId: (await host.Client.StartWorkflowAsync((NothingWorkflow wf) => wf.RunAsync(), options)).ResultRunId!);
            }
            catch (WorkflowAlreadyStartedException e)
            {
                return (Started: false, e.RunId);
            }
        }));

        Assert.Single(outcomes, o => o.Started);
        Assert.Single(outcomes.Select(o => o.RunId).Distinct(StringComparer.Ordinal));
        Assert.Equal(1L, await host.ScalarAsync<long>("select count(*) from temporal.executions where workflow_id = $1", options.Id!));
    }

    [Theory]
    [InlineData(WorkflowIdReusePolicy.AllowDuplicate, true, true)]
    [InlineData(WorkflowIdReusePolicy.AllowDuplicateFailedOnly, false, true)]
    [InlineData(WorkflowIdReusePolicy.RejectDuplicate, false, false)]
    public async Task ReusePolicy_AfterClosedRun_Decides(WorkflowIdReusePolicy policy, bool afterCompleted, bool afterTerminated)
    {
        var queue = EngineHost.NewQueue();
        await using var worker = host.StartWorker(queue, o => o.AddWorkflow<NothingWorkflow>());
        var completed = Sample.Options(queue);
        await host.Client.ExecuteWorkflowAsync((NothingWorkflow wf) => wf.RunAsync(), completed);
        var terminated = Sample.Options(EngineHost.NewQueue());
        await (await host.Client.StartWorkflowAsync((NothingWorkflow wf) => wf.RunAsync(), terminated)).TerminateAsync();

        Assert.Equal(afterCompleted, await CanStartAsync(completed, policy));
        Assert.Equal(afterTerminated, await CanStartAsync(terminated, policy));
    }

    [Fact]
    public async Task ConflictPolicy_WhileRunning_Decides()
    {
        var options = Sample.Options(EngineHost.NewQueue());
        var running = await host.Client.StartWorkflowAsync((NothingWorkflow wf) => wf.RunAsync(), options);

        var refused = await Assert.ThrowsAsync<WorkflowAlreadyStartedException>(
            () => host.Client.StartWorkflowAsync((NothingWorkflow wf) => wf.RunAsync(), options));
        Assert.Equal((running.Id, running.ResultRunId, "NothingWorkflow"), (refused.WorkflowId, refused.RunId, refused.WorkflowType));

        options.IdConflictPolicy = WorkflowIdConflictPolicy.UseExisting;
        Assert.Equal(running.ResultRunId, (await host.Client.StartWorkflowAsync((NothingWorkflow wf) => wf.RunAsync(), options)).ResultRunId);

        options.IdConflictPolicy = WorkflowIdConflictPolicy.TerminateExisting;
        var second = await host.Client.StartWorkflowAsync((NothingWorkflow wf) => wf.RunAsync(), options);
        Assert.NotEqual(running.ResultRunId, second.ResultRunId, StringComparer.Ordinal);
        Assert.Equal(WorkflowExecutionStatus.Terminated, await host.Client.GetWorkflowHandle(running.Id, running.ResultRunId).StatusAsync());
    }

    [Fact]
    public async Task Retention_Passed_RemovesTheRunAndFreesTheId()
    {
        var queue = EngineHost.NewQueue();
        var options = Sample.Options(queue);
        options.IdReusePolicy = WorkflowIdReusePolicy.RejectDuplicate;
        await using (host.StartWorker(queue, o => o.AddWorkflow<NothingWorkflow>()))
            await host.Client.ExecuteWorkflowAsync((NothingWorkflow wf) => wf.RunAsync(), options);
        await using var database = await TestDatabase.CreateAsync();
        await (await database.Client.StartWorkflowAsync((NothingWorkflow wf) => wf.RunAsync(), options)).TerminateAsync();
        await database.ExecuteAsync("update temporal.executions set close_time = now() - interval '4 days'");

        await using var worker = new RunningWorker(new(database.Client, new global::Temporalio.Worker.TemporalWorkerOptions("other").AddWorkflow<NothingWorkflow>()));

        // Looked for without starting: a start locks the row, and a locked one waits for the next round, ten minutes later.
        await EngineHost.EventuallyAsync(async () => await database.CountRunsAsync() == 0, "the run is gone");
        Assert.True(await CanStartAsync(database.Client, options));
        Assert.False(await CanStartAsync(options, WorkflowIdReusePolicy.RejectDuplicate));
    }

    [Fact]
    public async Task ContinueAsNew_FollowedByDefault_GivesTheLastRunsResult()
    {
        var queue = EngineHost.NewQueue();
        await using var worker = host.StartWorker(queue, o => o.AddWorkflow<CountDownWorkflow>());
        var handle = await host.Client.StartWorkflowAsync((CountDownWorkflow wf) => wf.RunAsync(3, ""), Sample.Options(queue));

        Assert.Equal("321", await handle.GetResultAsync());
        await Assert.ThrowsAsync<WorkflowContinuedAsNewException>(() => handle.GetResultAsync(followRuns: false));
        Assert.Equal(4L, await host.ScalarAsync<long>("select count(*) from temporal.executions where workflow_id = $1", handle.Id));
    }

    [Fact]
    public async Task RetryPolicy_OfWorkflow_RunsItAgain()
    {
        var queue = EngineHost.NewQueue();
        await using var worker = host.StartWorker(queue, o => o.AddWorkflow<FailingWorkflow>());
        var options = Sample.Options(queue);
        options.RetryPolicy = new() { InitialInterval = TimeSpan.FromMilliseconds(20), MaximumAttempts = 3 };

        Assert.Equal(3, await host.Client.ExecuteWorkflowAsync((FailingWorkflow wf) => wf.RunAsync(3), options));
        var failed = await Assert.ThrowsAsync<WorkflowFailedException>(
            () => host.Client.ExecuteWorkflowAsync((FailingWorkflow wf) => wf.RunAsync(9), options));
        var cause = Assert.IsType<ApplicationFailureException>(failed.InnerException);
        Assert.Equal(("NotYet", 3), (cause.ErrorType, cause.Details.ElementAt<int>(0)));
    }

    [Theory]
    [InlineData("result", "child21")]
    [InlineData("failure", "FailingWorkflow True NotYet")]
    [InlineData("signal", "7")]
    [InlineData("twice", "taken")]
    public async Task Child_Started_GivesItsOutcome(string mode, string expected)
    {
        var queue = EngineHost.NewQueue();
        await using var worker = StartFamilyWorker(queue);

        var result = await host.Client.ExecuteWorkflowAsync(
            (ParentWorkflow wf) => wf.RunAsync(new(mode, $"child-{Guid.NewGuid():N}", ParentClosePolicy.Terminate)), Sample.Options(queue));

        Assert.Equal(expected, result);
    }

    [Theory]
    [InlineData(ParentClosePolicy.Terminate, WorkflowExecutionStatus.Terminated)]
    [InlineData(ParentClosePolicy.RequestCancel, WorkflowExecutionStatus.Canceled)]
    [InlineData(ParentClosePolicy.Abandon, WorkflowExecutionStatus.Running)]
    public async Task ParentClosePolicy_AtTheParentsEnd_DecidesAboutTheChild(ParentClosePolicy policy, WorkflowExecutionStatus expected)
    {
        var queue = EngineHost.NewQueue();
        await using var worker = StartFamilyWorker(queue);
        var child = host.Client.GetWorkflowHandle($"child-{Guid.NewGuid():N}");

        await host.Client.ExecuteWorkflowAsync((ParentWorkflow wf) => wf.RunAsync(new("leave", child.Id, policy)), Sample.Options(queue));

        await EngineHost.EventuallyAsync(async () => await child.StatusAsync() == expected, $"the child is {expected}");
    }

    [Fact]
    public async Task Cancel_OfParent_CancelsTheChildAndWaits()
    {
        var queue = EngineHost.NewQueue();
        await using var worker = StartFamilyWorker(queue);
        var child = host.Client.GetWorkflowHandle($"child-{Guid.NewGuid():N}");
        var parent = await host.Client.StartWorkflowAsync(
            (ParentWorkflow wf) => wf.RunAsync(new("cancel", child.Id, ParentClosePolicy.Abandon)), Sample.Options(queue));
        await EngineHost.EventuallyAsync(async () => (await parent.FetchHistoryAsync()).Events.Any(e => e.EventType == EventType.ChildWorkflowExecutionStarted), "the child runs");

        await parent.CancelAsync();

        await Assert.ThrowsAsync<WorkflowFailedException>(() => parent.GetResultAsync());
        Assert.Equal((WorkflowExecutionStatus.Canceled, WorkflowExecutionStatus.Canceled), (await parent.StatusAsync(), await child.StatusAsync()));
    }

    private RunningWorker StartFamilyWorker(string queue) => host.StartWorker(
        queue,
        o => o.AddWorkflow<ParentWorkflow>().AddWorkflow<CountDownWorkflow>().AddWorkflow<FailingWorkflow>().AddWorkflow<CounterWorkflow>().AddWorkflow<CancellableWorkflow>());

    private Task<bool> CanStartAsync(WorkflowOptions options, WorkflowIdReusePolicy policy)
    {
        options.IdReusePolicy = policy;
        return CanStartAsync(host.Client, options);
    }

    private static async Task<bool> CanStartAsync(TemporalClient client, WorkflowOptions options)
    {
        try
        {
            await client.StartWorkflowAsync((NothingWorkflow wf) => wf.RunAsync(), options);
            return true;
        }
        catch (WorkflowAlreadyStartedException)
        {
            return false;
        }
    }
}
