using System.Diagnostics;
using Temporalio.Activities;
using Temporalio.Client;
using Temporalio.Exceptions;
using Temporalio.Worker;
using Temporalio.Workflows;

namespace DeployMcp.Tests.Compat.Temporalio;

/// <summary>Killed processes, broken connections.</summary>
[Collection(EngineGroup.Name)]
public class CrashTests(EngineHost host)
{
    [Fact]
    public async Task WorkerProcess_KilledMidActivity_IsTakenOverAfterTheHeartbeatTimeout()
    {
        var queue = EngineHost.NewQueue();
        await using var workflows = host.StartWorker(queue, o => o.AddWorkflow<OneActivityWorkflow>());
        var handle = await host.Client.StartWorkflowAsync(
            (OneActivityWorkflow wf) => wf.RunAsync(new("Report", Array.Empty<object?>()) { HeartbeatMs = 1000, MaximumAttempts = 0 }), Sample.Options(queue));
        using var process = StartProcess(queue, "activity");
        try
        {
            await EngineHost.EventuallyAsync(
                async () => await host.ScalarAsync<long>("select count(*) from temporal.activities where task_queue = $1 and heartbeat_details is not null", queue) == 1,
                "the other process works on the activity");
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        var watch = Stopwatch.StartNew();
        await using var successor = host.StartWorker(queue, o => o.AddActivity(Successor.ReportAsync));

        Assert.Equal($"attempt 2 after {process.Id}", await handle.GetResultAsync());
        Assert.InRange(watch.ElapsedMilliseconds, 0, 5000);
    }

    [Fact]
    public async Task WorkerProcess_KilledMidWorkflowTask_IsTakenOverAfterTheTaskTimeout()
    {
        var queue = EngineHost.NewQueue();
        var options = Sample.Options(queue);
        options.TaskTimeout = TimeSpan.FromSeconds(1);
        var handle = await host.Client.StartWorkflowAsync("Stuck", [], options);
        using var process = StartProcess(queue, "workflow");
        try
        {
            Assert.Equal("stuck", await process.StandardOutput.ReadLineAsync());
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        await using var successor = host.StartWorker(queue, o => o.AddWorkflow<UnstuckWorkflow>());

        Assert.Equal("unstuck", await handle.GetResultAsync<string>());
    }

    [Fact]
    public async Task Connections_Terminated_WorkersAndClientsGoOn()
    {
        var log = new LogRecorder();
        await using var database = await TestDatabase.CreateAsync(log);
        var activities = new SampleActivities();
        var options = new TemporalWorkerOptions("queue").AddWorkflow<OneActivityWorkflow>().AddWorkflow<TenActivitiesWorkflow>().AddAllActivities(activities);
        await using var worker = new RunningWorker(new(database.Client, options));
        var handle = await database.Client.StartWorkflowAsync(
            (OneActivityWorkflow wf) => wf.RunAsync(new("WaitAtGate", new object?[] { "t" })), Sample.Options("queue"));
        await EngineHost.EventuallyAsync(() => Task.FromResult(activities.Attempts.ContainsKey("t")), "the activity runs");
        var result = handle.GetResultAsync();

        for (var i = 0; i < 5; i++)
        {
            await database.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()");
            Assert.Equal(10, await database.Client.ExecuteWorkflowAsync((TenActivitiesWorkflow wf) => wf.RunAsync(), Sample.Options("queue")));
        }

        activities.Gate("t").SetResult();
        Assert.Equal("t", await result);
        Assert.Equal(1, activities.Attempts["t"]);
    }

    [Fact]
    public async Task Database_Unreachable_IsUnavailableAfterTheRetries()
    {
        var options = new TemporalClientConnectOptions("Host=127.0.0.1;Port=1;Username=nobody;Database=none");
        options.RpcRetry = new() { MaxRetries = 2, InitialInterval = TimeSpan.FromMilliseconds(10) };

        var thrown = await Assert.ThrowsAsync<RpcException>(() => TemporalClient.ConnectAsync(options));

        Assert.Equal(RpcException.StatusCode.Unavailable, thrown.Code);
    }

    [Fact]
    public async Task TargetHost_OfATemporalServer_SaysWhatItNeeds()
    {
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => TemporalClient.ConnectAsync(new("localhost:7233")));

        Assert.Contains("-p:UpstreamPackages=true", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ManyWorkflows_OnTwoWorkers_EachRunOnce()
    {
        var queue = EngineHost.NewQueue();
        var activities = new SampleActivities();
        await using var one = host.StartWorker(queue, o => o.AddWorkflow<GreetingWorkflow>().AddAllActivities(activities));
        await using var two = host.StartWorker(queue, o => o.AddWorkflow<GreetingWorkflow>().AddAllActivities(activities));

        await Task.WhenAll(Enumerable.Range(0, 50).Select(
            i => host.Client.ExecuteWorkflowAsync((GreetingWorkflow wf) => wf.RunAsync($"n{i}"), Sample.Options(queue))));

        Assert.Equal(50, activities.Attempts.Count);
        Assert.All(activities.Attempts.Values, n => Assert.Equal(1, n));
    }

    private Process StartProcess(string queue, string mode)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in new[] { "exec", Path.Combine(AppContext.BaseDirectory, "DeployMcp.Tests.Fixtures.Worker.dll"), host.ConnectionString, queue, mode })
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    private static class Successor
    {
        [Activity]
        public static async Task<string> ReportAsync()
        {
            var info = ActivityExecutionContext.Current.Info;
            return $"attempt {info.Attempt} after {await info.HeartbeatDetailAtAsync<int>(0)}";
        }
    }
}

[Workflow("Stuck")]
public class UnstuckWorkflow
{
    [WorkflowRun]
    public Task<string> RunAsync() => Task.FromResult(_answer);

    private readonly string _answer = "unstuck";
}
