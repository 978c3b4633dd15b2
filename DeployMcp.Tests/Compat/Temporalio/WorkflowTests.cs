using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace DeployMcp.Tests.Compat.Temporalio;

[Collection(EngineGroup.Name)]
public class WorkflowTests(EngineHost host)
{
    [Fact]
    public async Task ExecuteWorkflowAsync_WithStaticInstanceAndInterfaceActivities_GivesTheResult()
    {
        var queue = EngineHost.NewQueue();
        var activities = new SampleActivities();
        await using var worker = host.StartWorker(queue, o => o.AddWorkflow<GreetingWorkflow>().AddAllActivities(activities));

        var greeting = await host.Client.ExecuteWorkflowAsync((GreetingWorkflow wf) => wf.RunAsync("you"), Sample.Options(queue));

        Assert.Equal(new("Hello, you", 5), greeting);
        Assert.Equal(1, activities.Attempts["you"]);
    }

    [Fact]
    public async Task FetchHistoryAsync_AfterCompletion_HasTemporalsEventsInOrder()
    {
        var queue = EngineHost.NewQueue();
        await using var worker = host.StartWorker(queue, o => o.AddWorkflow<GreetingWorkflow>().AddAllActivities(new SampleActivities()));
        var handle = await host.Client.StartWorkflowAsync((GreetingWorkflow wf) => wf.RunAsync("you"), Sample.Options(queue));
        await handle.GetResultAsync();

        var history = await handle.FetchHistoryAsync();

        Assert.Equal(Enumerable.Range(1, history.Events.Count).Select(i => (long)i), history.Events.Select(e => e.EventId));
        EventType[] first =
        [
            EventType.WorkflowExecutionStarted, EventType.WorkflowTaskScheduled, EventType.WorkflowTaskStarted, EventType.WorkflowTaskCompleted,
            EventType.ActivityTaskScheduled, EventType.ActivityTaskStarted, EventType.ActivityTaskCompleted,
        ];
        Assert.Equal(first, history.Events.Take(7).Select(e => e.EventType));
        Assert.Equal(EventType.WorkflowExecutionCompleted, history.Events.Last().EventType);
        Assert.Contains("\"workflowExecutionCompletedEventAttributes\"", history.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DescribeAsync_RunningAndCompleted_SaysSo()
    {
        var queue = EngineHost.NewQueue();
        var options = Sample.Options(queue);
        options.Memo = new Dictionary<string, object>(StringComparer.Ordinal) { ["who"] = "me" };
        var handle = await host.Client.StartWorkflowAsync((NothingWorkflow wf) => wf.RunAsync(), options);

        var running = await handle.DescribeAsync();
        await using var worker = host.StartWorker(queue, o => o.AddWorkflow<NothingWorkflow>());
        await handle.GetResultAsync();
        var completed = await handle.DescribeAsync();

        Assert.Equal((WorkflowExecutionStatus.Running, null), (running.Status, running.CloseTime));
        Assert.Equal(("NothingWorkflow", queue, handle.ResultRunId), (running.WorkflowType, running.TaskQueue, running.RunId));
        Assert.Equal("me", await running.Memo["who"].ToValueAsync<string>());
        Assert.Equal(WorkflowExecutionStatus.Completed, completed.Status);
        Assert.InRange(completed.CloseTime!.Value, completed.StartTime, DateTime.UtcNow.AddSeconds(1));
    }

    [Fact]
    public async Task Calls_ToUnknownWorkflow_AreNotFound()
    {
        var handle = host.Client.GetWorkflowHandle("no-such-workflow");

        var thrown = await Assert.ThrowsAsync<RpcException>(() => handle.DescribeAsync());

        Assert.Equal(RpcException.StatusCode.NotFound, thrown.Code);
        Assert.Equal(RpcException.StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => handle.SignalAsync("x", []))).Code);
        Assert.Equal(RpcException.StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => handle.GetResultAsync())).Code);
    }

    [Fact]
    public async Task Signals_SentBeforeAnyWorker_AreHandledBeforeTheWorkflowGoesOn()
    {
        var queue = EngineHost.NewQueue();
        var handle = await host.Client.StartWorkflowAsync((CounterWorkflow wf) => wf.RunAsync(), Sample.Options(queue));
        for (var i = 1; i <= 10; i++)
            await handle.SignalAsync(wf => wf.AddAsync(i));
        await handle.SignalAsync(wf => wf.FinishAsync());

        await using var worker = host.StartWorker(queue, o => o.AddWorkflow<CounterWorkflow>());

        Assert.Equal(55, await handle.GetResultAsync());
        var late = await Assert.ThrowsAsync<RpcException>(() => handle.SignalAsync(wf => wf.AddAsync(1)));
        Assert.Equal(RpcException.StatusCode.NotFound, late.Code);
    }

    [Fact]
    public async Task QueryAsync_RunningAndClosed_IsAnswered()
    {
        var queue = EngineHost.NewQueue();
        await using var worker = host.StartWorker(queue, o => o.AddWorkflow<CounterWorkflow>());
        var handle = await host.Client.StartWorkflowAsync((CounterWorkflow wf) => wf.RunAsync(), Sample.Options(queue));
        await handle.SignalAsync(wf => wf.AddAsync(4));

        Assert.Equal(4, await handle.QueryAsync(wf => wf.Count));
        Assert.Equal("n=4", await handle.QueryAsync(wf => wf.Describe("n=")));
        var broken = await Assert.ThrowsAsync<WorkflowQueryFailedException>(() => handle.QueryAsync(wf => wf.Broken()));
        Assert.Equal("broken query", broken.Message);
        var unknown = await Assert.ThrowsAsync<WorkflowQueryFailedException>(() => handle.QueryAsync<int>("Unknown", []));
        Assert.Contains("Broken Count Describe", unknown.Message, StringComparison.Ordinal);

        await handle.SignalAsync(wf => wf.FinishAsync());
        await handle.GetResultAsync();
        Assert.Equal(4, await handle.QueryAsync(wf => wf.Count));
        await Assert.ThrowsAsync<WorkflowQueryRejectedException>(
            () => handle.QueryAsync(wf => wf.Count, new() { RejectCondition = QueryRejectCondition.NotOpen }));
    }

    [Fact]
    public async Task QueryAsync_WithoutWorker_EndsWithTheDeadline()
    {
        var handle = await host.Client.StartWorkflowAsync((CounterWorkflow wf) => wf.RunAsync(), Sample.Options(EngineHost.NewQueue()));

        var thrown = await Assert.ThrowsAsync<RpcException>(
            () => handle.QueryAsync(wf => wf.Count, new() { Rpc = new() { Timeout = TimeSpan.FromMilliseconds(200) } }));

        Assert.Equal(RpcException.StatusCode.DeadlineExceeded, thrown.Code);
    }

    [Fact]
    public async Task SignalWithStart_RunningOrNot_SignalsOneRun()
    {
        var queue = EngineHost.NewQueue();
        await using var worker = host.StartWorker(queue, o => o.AddWorkflow<CounterWorkflow>());
        var options = Sample.Options(queue);
        options.SignalWithStart((CounterWorkflow wf) => wf.AddAsync(3));

        var first = await host.Client.StartWorkflowAsync((CounterWorkflow wf) => wf.RunAsync(), options);
        var second = await host.Client.StartWorkflowAsync((CounterWorkflow wf) => wf.RunAsync(), options);
        await second.SignalAsync(wf => wf.FinishAsync());

        Assert.Equal(first.ResultRunId, second.ResultRunId);
        Assert.Equal(6, await first.GetResultAsync());
    }

    [Fact]
    public async Task TerminateAsync_Running_FailsTheResultWithTheReason()
    {
        var handle = await host.Client.StartWorkflowAsync((CounterWorkflow wf) => wf.RunAsync(), Sample.Options(EngineHost.NewQueue()));

        await handle.TerminateAsync("enough");

        var failed = await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());
        Assert.Equal("enough", Assert.IsType<TerminatedFailureException>(failed.InnerException).Message);
        Assert.Equal(WorkflowExecutionStatus.Terminated, await handle.StatusAsync());
    }

    [Fact]
    public async Task Timeouts_OfRunAndExecution_EndTheWorkflow()
    {
        var queue = EngineHost.NewQueue();
        await using var worker = host.StartWorker(queue, o => o.AddWorkflow<CounterWorkflow>());
        var run = Sample.Options(queue);
        run.RunTimeout = TimeSpan.FromMilliseconds(200);
        var execution = Sample.Options(queue);
        execution.ExecutionTimeout = TimeSpan.FromMilliseconds(200);

        foreach (var options in new[] { run, execution })
        {
            var handle = await host.Client.StartWorkflowAsync((CounterWorkflow wf) => wf.RunAsync(), options);
            var failed = await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());
            Assert.IsType<TimeoutFailureException>(failed.InnerException);
            Assert.Equal(WorkflowExecutionStatus.TimedOut, await handle.StatusAsync());
        }
    }

    [Fact]
    public async Task StartDelay_Given_DelaysTheFirstTask()
    {
        var queue = EngineHost.NewQueue();
        await using var worker = host.StartWorker(queue, o => o.AddWorkflow<NothingWorkflow>());
        var options = Sample.Options(queue);
        options.StartDelay = TimeSpan.FromMilliseconds(300);

        var handle = await host.Client.StartWorkflowAsync((NothingWorkflow wf) => wf.RunAsync(), options);
        await handle.GetResultAsync();

        var description = await handle.DescribeAsync();
        Assert.InRange((description.CloseTime - description.StartTime)!.Value.TotalMilliseconds, 300, 5000);
    }
}
