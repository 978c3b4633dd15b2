// CA1822: a workflow's entry point and its handlers must be instance methods, whatever they use.
#pragma warning disable CA1822

using System.Collections.Concurrent;
using Temporalio.Activities;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Common;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace DeployMcp.Tests.Compat.Temporalio;

public record Greeting(string Text, int Times);

public interface IGreetActivities
{
    [Activity]
    Task<Greeting> GreetAsync(string name, int times);
}

/// <summary>Activities that the tests steer.</summary>
public sealed class SampleActivities : IGreetActivities
{
    public ConcurrentDictionary<string, int> Attempts { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, TaskCompletionSource> Gates { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, string> Seen { get; } = new(StringComparer.Ordinal);

    public TaskCompletionSource Gate(string key) => Gates.GetOrAdd(key, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    [Activity]
    public static int Add(int a, int b) => a + b;

    [Activity]
    public Task<Greeting> GreetAsync(string name, int times) => Task.FromResult(new Greeting($"Hello, {name}", times));

    [Activity]
    public void Touch(string key) => Attempts.AddOrUpdate(key, 1, (_, n) => n + 1);

    /// <summary>Fails as often as told, then gives the attempt's number.</summary>
    [Activity]
    public int FailTimes(string key, int failures, string errorType, bool nonRetryable)
    {
        var attempt = Attempts.AddOrUpdate(key, 1, (_, n) => n + 1);
        if (attempt <= failures)
            throw new ApplicationFailureException($"failure {attempt}", errorType, nonRetryable, details: [key, attempt]);

        return ActivityExecutionContext.Current.Info.Attempt;
    }

    [Activity]
    public static void ThrowPlain() => throw new FormatException("not like this");

    /// <summary>Waits for its gate without heartbeats, deaf to everything else.</summary>
    [Activity]
    public async Task<string> WaitAtGateAsync(string key)
    {
        Attempts.AddOrUpdate(key, 1, (_, n) => n + 1);
        await Gate(key).Task.WaitAsync(ActivityExecutionContext.Current.CancellationToken);
        return key;
    }

    /// <summary>Heartbeats until cancelled or its gate opens.</summary>
    [Activity]
    public async Task<string> BeatAsync(string key)
    {
        var context = ActivityExecutionContext.Current;
        Attempts.AddOrUpdate(key, 1, (_, n) => n + 1);
        try
        {
            for (var i = 0; !Gate(key).Task.IsCompleted; i++)
            {
                context.Heartbeat(i);
                await Task.Delay(20, context.CancellationToken);
            }

            return key;
        }
        catch (OperationCanceledException)
        {
            Seen[key] = context.CancelReason.ToString();
            throw;
        }
    }

    /// <summary>The first attempt records progress and falls silent; the second says what it found.</summary>
    [Activity]
    public async Task<int> ResumeAsync(string key)
    {
        var context = ActivityExecutionContext.Current;
        if (context.Info.HeartbeatDetails.Count > 0)
            return await context.Info.HeartbeatDetailAtAsync<int>(0) + context.Info.Attempt;

        context.Heartbeat(41);
        await Gate(key).Task.WaitAsync(context.CancellationToken);
        return -1;
    }
}

[Workflow]
public class GreetingWorkflow
{
    [WorkflowRun]
    public async Task<Greeting> RunAsync(string name)
    {
        var sum = await Workflow.ExecuteActivityAsync(() => SampleActivities.Add(2, 3), Sample.Quick);
        await Workflow.ExecuteActivityAsync((SampleActivities a) => a.Touch(name), Sample.Quick);
        return await Workflow.ExecuteActivityAsync((IGreetActivities a) => a.GreetAsync(name, sum), Sample.Quick);
    }
}

[Workflow]
public class NothingWorkflow
{
    [WorkflowRun]
    public Task RunAsync() => Task.CompletedTask;
}

/// <summary>Runs one activity by name with the given options, and says how it failed.</summary>
[Workflow]
public class OneActivityWorkflow
{
    [WorkflowRun]
    public async Task<string> RunAsync(OneActivity input)
    {
        try
        {
            return await Workflow.ExecuteActivityAsync<string>(input.Name, input.Arguments, input.ToOptions());
        }
        catch (ActivityFailureException e)
        {
            return e.InnerException switch
            {
                TimeoutFailureException timeout => $"timeout {timeout.TimeoutType} {e.RetryState}",
                ApplicationFailureException failure => $"{failure.ErrorType}: {failure.Message} {e.RetryState} {failure.Details.Count}",
                CanceledFailureException => "cancelled",
                _ => e.InnerException?.GetType().Name ?? "nothing",
            };
        }
    }
}

public record OneActivity(string Name, object?[] Arguments)
{
    public int? StartToCloseMs { get; init; } = 30_000;

    public int? ScheduleToStartMs { get; init; }

    public int? ScheduleToCloseMs { get; init; }

    public int? HeartbeatMs { get; init; }

    public int MaximumAttempts { get; init; } = 1;

    public int InitialIntervalMs { get; init; } = 20;

    public string[] NonRetryable { get; init; } = [];

    public string? TaskQueue { get; init; }

    public ActivityOptions ToOptions() => new()
    {
        StartToCloseTimeout = Ms(StartToCloseMs),
        ScheduleToStartTimeout = Ms(ScheduleToStartMs),
        ScheduleToCloseTimeout = Ms(ScheduleToCloseMs),
        HeartbeatTimeout = Ms(HeartbeatMs),
        TaskQueue = TaskQueue,
        RetryPolicy = new()
        {
            InitialInterval = TimeSpan.FromMilliseconds(InitialIntervalMs),
            MaximumAttempts = MaximumAttempts,
            NonRetryableErrorTypes = NonRetryable,
        },
    };

    private static TimeSpan? Ms(int? milliseconds) => milliseconds is { } given ? TimeSpan.FromMilliseconds(given) : null;
}

/// <summary>Counts signals until told to finish.</summary>
[Workflow]
public class CounterWorkflow
{
    private int _count;
    private bool _finish;

    [WorkflowQuery]
    public int Count => _count;

    [WorkflowQuery]
    public string Describe(string prefix) => $"{prefix}{_count}";

    [WorkflowQuery]
    public string Broken() => throw new InvalidOperationException("broken query");

    [WorkflowRun]
    public async Task<int> RunAsync()
    {
        await Workflow.WaitConditionAsync(() => _finish);
        return _count;
    }

    [WorkflowSignal]
    public Task AddAsync(int n)
    {
        _count += n;
        return Task.CompletedTask;
    }

    [WorkflowSignal]
    public Task FinishAsync()
    {
        _finish = true;
        return Task.CompletedTask;
    }
}

/// <summary>Waits for a long time, and cleans up when cancelled.</summary>
[Workflow]
public class CancellableWorkflow
{
    [WorkflowRun]
    public async Task<string> RunAsync(string mode, string key)
    {
        try
        {
            if (mode == "timer")
                await Workflow.DelayAsync(TimeSpan.FromHours(1));
            else
            {
                await Workflow.ExecuteActivityAsync((SampleActivities a) => a.BeatAsync(key), new()
                {
                    StartToCloseTimeout = TimeSpan.FromMinutes(5),
                    HeartbeatTimeout = TimeSpan.FromSeconds(5),
                    CancellationType = mode == "wait" ? ActivityCancellationType.WaitCancellationCompleted : ActivityCancellationType.TryCancel,
                });
            }

            return "finished";
        }
        catch (Exception e) when (TemporalException.IsCanceledException(e) && mode == "wait")
        {
            await Workflow.ExecuteActivityAsync(
                (SampleActivities a) => a.Touch(key + "-cleanup"),
                new() { StartToCloseTimeout = TimeSpan.FromSeconds(10), CancellationToken = CancellationToken.None });
            throw;
        }
    }
}

public static class Sample
{
    public static ActivityOptions Quick => new() { StartToCloseTimeout = TimeSpan.FromSeconds(30) };

    public static WorkflowOptions Options(string queue, string? id = null) => new(id ?? $"wf-{Guid.NewGuid():N}", queue);

    public static async Task<WorkflowExecutionStatus> StatusAsync(this WorkflowHandle handle) => (await handle.DescribeAsync()).Status;

    public static RetryPolicy Once => new() { MaximumAttempts = 1 };
}
