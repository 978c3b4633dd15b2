using System.Diagnostics;
using Temporalio.Client;
using Temporalio.Exceptions;
using Temporalio.Testing;

namespace DeployMcp.Tests.Compat.Temporalio;

[Collection(EngineGroup.Name)]
public class ActivityTests(EngineHost host)
{
    private readonly SampleActivities _activities = new();

    [Theory]
    [InlineData("ThrowPlain", 2, "FormatException: not like this MaximumAttemptsReached 0")]
    [InlineData("NoSuchActivity", 1, "NotFoundError: Activity NoSuchActivity is not registered on this worker")]
    public async Task Failure_WithoutAttemptsLeft_ReachesTheWorkflow(string activity, int attempts, string expected)
        => Assert.StartsWith(expected, await RunAsync(new(activity, []) { MaximumAttempts = attempts }), StringComparison.Ordinal);

    [Fact]
    public async Task Failure_WithAttemptsLeft_IsRetriedByThePolicy()
    {
        var queue = EngineHost.NewQueue();
        await using var worker = host.StartWorker(queue, o => o.AddWorkflow<OneActivityWorkflow>().AddAllActivities(_activities));
        var watch = Stopwatch.StartNew();

        var failed = await host.Client.ExecuteWorkflowAsync(
            (OneActivityWorkflow wf) => wf.RunAsync(new("FailTimes", new object?[] { "a", 9, "Flaky", false }) { MaximumAttempts = 4, InitialIntervalMs = 50 }),
            Sample.Options(queue));

        Assert.Equal("Flaky: failure 4 MaximumAttemptsReached 2", failed);
        Assert.Equal(4, _activities.Attempts["a"]);
        Assert.InRange(watch.ElapsedMilliseconds, 50 + 100 + 200, 3000);
    }

    [Theory]
    [InlineData("Fatal", true)]
    [InlineData("Listed", false)]
    public async Task Failure_NonRetryable_IsNotRetried(string errorType, bool nonRetryable)
    {
        var result = await RunAsync(new("FailTimes", ["b", 9, errorType, nonRetryable]) { MaximumAttempts = 5, NonRetryable = ["Listed"] });

        Assert.Equal($"{errorType}: failure 1 NonRetryableFailure 2", result);
        Assert.Equal(1, _activities.Attempts["b"]);
    }

    [Fact]
    public async Task StartToClose_Exceeded_TimesOutAndRetries()
    {
        Assert.Equal(
            "timeout StartToClose MaximumAttemptsReached",
            await RunAsync(new("WaitAtGate", ["c"]) { StartToCloseMs = 150, MaximumAttempts = 2 }));
        Assert.Equal(2, _activities.Attempts["c"]);
        _activities.Gate("c").SetResult();
    }

    [Fact]
    public async Task ScheduleToStart_WithoutWorkerOnTheQueue_TimesOutWithoutRetry()
        => Assert.Equal(
            "timeout ScheduleToStart NonRetryableFailure",
            await RunAsync(new("WaitAtGate", ["d"]) { ScheduleToStartMs = 150, MaximumAttempts = 5, TaskQueue = EngineHost.NewQueue() }));

    [Fact]
    public async Task ScheduleToClose_Exceeded_EndsAllAttempts()
    {
        Assert.Equal(
            "timeout ScheduleToClose NonRetryableFailure", await RunAsync(new("WaitAtGate", ["e"]) { StartToCloseMs = null, ScheduleToCloseMs = 200 }));
        Assert.Equal(
            "Flaky: failure 1 Timeout 2",
            await RunAsync(new("FailTimes", ["f", 9, "Flaky", false]) { ScheduleToCloseMs = 300, InitialIntervalMs = 1000, MaximumAttempts = 0 }));
        _activities.Gate("e").SetResult();
    }

    [Fact]
    public async Task Heartbeat_Missing_TimesOut()
    {
        Assert.Equal("timeout Heartbeat MaximumAttemptsReached", await RunAsync(new("WaitAtGate", ["g"]) { HeartbeatMs = 150 }));
        _activities.Gate("g").SetResult();
    }

    [Fact]
    public async Task Heartbeat_Details_ReachTheNextAttempt()
    {
        var queue = EngineHost.NewQueue();
        await using var worker = host.StartWorker(queue, o => o.AddWorkflow<IntActivityWorkflow>().AddAllActivities(_activities));

        var result = await host.Client.ExecuteWorkflowAsync(
            (IntActivityWorkflow wf) => wf.RunAsync(new("Resume", new object?[] { "h" }) { HeartbeatMs = 200, MaximumAttempts = 3 }), Sample.Options(queue));

        Assert.Equal(41 + 2, result);
        _activities.Gate("h").SetResult();
    }

    [Theory]
    [InlineData("try")]
    [InlineData("wait")]
    public async Task Cancel_OfWorkflow_ReachesTheHeartbeatingActivity(string mode)
    {
        var queue = EngineHost.NewQueue();
        await using var worker = host.StartWorker(queue, o => o.AddWorkflow<CancellableWorkflow>().AddAllActivities(_activities));
        var handle = await host.Client.StartWorkflowAsync((CancellableWorkflow wf) => wf.RunAsync(mode, "i"), Sample.Options(queue));
        await EngineHost.EventuallyAsync(() => Task.FromResult(_activities.Attempts.ContainsKey("i")), "the activity runs");
        var watch = Stopwatch.StartNew();

        await handle.CancelAsync();

        var failed = await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());
        Assert.IsType<CanceledFailureException>(failed.InnerException);
        await EngineHost.EventuallyAsync(() => Task.FromResult(_activities.Seen.ContainsKey("i")), "the activity saw it");
        Assert.InRange(watch.ElapsedMilliseconds, 0, 2000);
        Assert.Equal(mode == "wait", _activities.Attempts.ContainsKey("i-cleanup"));
        if (mode == "wait")
            Assert.Equal("CancelRequested", _activities.Seen["i"]);
    }

    [Fact]
    public async Task Terminate_OfWorkflow_EndsTheHeartbeatingActivity()
    {
        var queue = EngineHost.NewQueue();
        await using var worker = host.StartWorker(queue, o => o.AddWorkflow<CancellableWorkflow>().AddAllActivities(_activities));
        var handle = await host.Client.StartWorkflowAsync((CancellableWorkflow wf) => wf.RunAsync("wait", "j"), Sample.Options(queue));
        await EngineHost.EventuallyAsync(() => Task.FromResult(_activities.Attempts.ContainsKey("j")), "the activity runs");

        await handle.TerminateAsync();

        await EngineHost.EventuallyAsync(() => Task.FromResult(_activities.Seen.ContainsKey("j")), "the activity saw it");
        Assert.Equal("GoneFromServer", _activities.Seen["j"]);
    }

    [Fact]
    public async Task WorkerShutdown_MidActivity_HandsItToTheNextWorker()
    {
        var queue = EngineHost.NewQueue();
        var first = host.StartWorker(queue, o => o.AddWorkflow<OneActivityWorkflow>().AddAllActivities(_activities));
        var handle = await host.Client.StartWorkflowAsync(
            (OneActivityWorkflow wf) => wf.RunAsync(new("WaitAtGate", new object?[] { "k" })), Sample.Options(queue));
        await EngineHost.EventuallyAsync(() => Task.FromResult(_activities.Attempts.ContainsKey("k")), "the activity runs");

        await first.DisposeAsync();
        _activities.Gate("k").SetResult();
        await using var second = host.StartWorker(queue, o => o.AddWorkflow<OneActivityWorkflow>().AddAllActivities(_activities));

        Assert.Equal("k", await handle.GetResultAsync());
        Assert.Equal(2, _activities.Attempts["k"]);
    }

    [Fact]
    public async Task ActivityEnvironment_RunAsync_GivesTheActivityItsContext()
    {
        var beats = new List<object?>();
        var environment = new ActivityEnvironment
        {
            Info = ActivityEnvironment.DefaultInfo with { Attempt = 3 },
            Heartbeater = details => beats.Add(details[0]),
        };
        environment.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => environment.RunAsync(() => _activities.BeatAsync("l")));

        Assert.Equal([0], beats);
        Assert.Equal("CancelRequested", _activities.Seen["l"]);
        Assert.Equal(3, await environment.RunAsync(() => _activities.FailTimes("m", 0, "", nonRetryable: false)));
    }

    private async Task<string> RunAsync(OneActivity activity)
    {
        var queue = EngineHost.NewQueue();
        await using var worker = host.StartWorker(queue, o => o.AddWorkflow<OneActivityWorkflow>().AddAllActivities(_activities));
        return await host.Client.ExecuteWorkflowAsync((OneActivityWorkflow wf) => wf.RunAsync(activity), Sample.Options(queue));
    }
}
