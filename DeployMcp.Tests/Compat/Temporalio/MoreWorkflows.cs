using Temporalio.Exceptions;
using Temporalio.Workflows;

// CA1822: a workflow's entry point and its handlers must be instance methods, whatever they use.
#pragma warning disable CA1822

namespace DeployMcp.Tests.Compat.Temporalio;

[Workflow]
public class IntActivityWorkflow
{
    [WorkflowRun]
    public Task<int> RunAsync(OneActivity input) => Workflow.ExecuteActivityAsync<int>(input.Name, input.Arguments, input.ToOptions());
}

/// <summary>Ten activities one after the other.</summary>
[Workflow]
public class TenActivitiesWorkflow
{
    [WorkflowRun]
    public async Task<int> RunAsync()
    {
        var sum = 0;
        for (var i = 0; i < 10; i++)
            sum = await Workflow.ExecuteActivityAsync(() => SampleActivities.Add(sum, 1), Sample.Quick);
        return sum;
    }
}

/// <summary>Two versions of one workflow, the second of which forgot that runs of the first exist.</summary>
[Workflow("Versioned")]
public class VersionedWorkflow1
{
    private bool _go;

    [WorkflowRun]
    public async Task<string> RunAsync(string key)
    {
        await Workflow.ExecuteActivityAsync((SampleActivities a) => a.Touch(key + "-1"), Sample.Quick);
        await Workflow.WaitConditionAsync(() => _go);
        return "first";
    }

    [WorkflowSignal]
    public Task GoAsync()
    {
        _go = true;
        return Task.CompletedTask;
    }
}

[Workflow("Versioned")]
public class VersionedWorkflow2
{
    private bool _go;

    [WorkflowRun]
    public async Task<string> RunAsync(string key)
    {
        await Workflow.DelayAsync(1);
        await Workflow.ExecuteActivityAsync((SampleActivities a) => a.Touch(key + "-2"), Sample.Quick);
        await Workflow.WaitConditionAsync(() => _go);
        return "second";
    }

    [WorkflowSignal]
    public Task GoAsync()
    {
        _go = true;
        return Task.CompletedTask;
    }
}

/// <summary>The second version as it should be.</summary>
[Workflow("Versioned")]
public class VersionedWorkflow2Patched
{
    private bool _go;

    [WorkflowRun]
    public async Task<string> RunAsync(string key)
    {
        var patched = Workflow.Patched("delay-first");
        if (patched)
            await Workflow.DelayAsync(1);
        await Workflow.ExecuteActivityAsync((SampleActivities a) => a.Touch(key + "-1"), Sample.Quick);
        await Workflow.WaitConditionAsync(() => _go);
        return patched ? "patched" : "unpatched";
    }

    [WorkflowSignal]
    public Task GoAsync()
    {
        _go = true;
        return Task.CompletedTask;
    }
}

/// <summary>Everything whose replay must give the same: random ids, time, timers, conditions with timeout, parallel activities.</summary>
[Workflow]
public class ReplayWorkflow
{
    private bool _go;
    private string _before = "";

    [WorkflowQuery]
    public string Before => _before;

    [WorkflowRun]
    public async Task<string> RunAsync()
    {
        using var tracing = new System.Diagnostics.Activity("in-workflow").Start();
        var id = Workflow.NewGuid();
        var begin = Workflow.UtcNow;
        var timedOut = !await Workflow.WaitConditionAsync(() => _go, TimeSpan.FromMilliseconds(20));
        var sums = await Workflow.WhenAllAsync(
            Enumerable.Range(1, 3).Select(i => Workflow.ExecuteActivityAsync(() => SampleActivities.Add(i, i), Sample.Quick)));
        var first = await Workflow.WhenAnyAsync(Workflow.DelayAsync(TimeSpan.FromHours(1)), Workflow.DelayAsync(5));
        await first;
        _before = $"{id} {begin:O} {timedOut} {string.Join(',', sums)} {Workflow.Random.Next()}";
        var went = await Workflow.WaitConditionAsync(() => _go, TimeSpan.FromHours(1));
        await Workflow.ExecuteActivityAsync(() => SampleActivities.Add(1, 1), Sample.Quick);
        return went ? _before : "timed out";
    }

    [WorkflowSignal]
    public Task GoAsync()
    {
        _go = true;
        return Task.CompletedTask;
    }
}

[Workflow]
public class CountDownWorkflow
{
    [WorkflowRun]
    public Task<string> RunAsync(int n, string trail)
        => n == 0 ? Task.FromResult(trail) : throw Workflow.CreateContinueAsNewException((CountDownWorkflow wf) => wf.RunAsync(n - 1, $"{trail}{n}"));
}

[Workflow]
public class FailingWorkflow
{
    [WorkflowRun]
    public Task<int> RunAsync(int succeedInAttempt)
        => Workflow.Info.Attempt >= succeedInAttempt
            ? Task.FromResult(Workflow.Info.Attempt)
            : throw new ApplicationFailureException("not yet", "NotYet", details: [Workflow.Info.Attempt]);
}

[Workflow]
public class ThrowsPlainWorkflow
{
    [WorkflowRun]
    public Task RunAsync() => throw new FormatException("a bug in the workflow");
}

public record Family(string Mode, string ChildId, ParentClosePolicy Policy);

[Workflow]
public class ParentWorkflow
{
    [WorkflowRun]
    public async Task<string> RunAsync(Family family)
    {
        var options = new ChildWorkflowOptions { Id = family.ChildId, ParentClosePolicy = family.Policy };
        switch (family.Mode)
        {
            case "result":
                return await Workflow.ExecuteChildWorkflowAsync((CountDownWorkflow wf) => wf.RunAsync(2, "child"), options);
            case "failure":
                try
                {
                    return $"{await Workflow.ExecuteChildWorkflowAsync((FailingWorkflow wf) => wf.RunAsync(2), options)}";
                }
                catch (ChildWorkflowFailureException e)
                {
                    return $"{e.WorkflowType} {e.WorkflowId == family.ChildId} {(e.InnerException as ApplicationFailureException)?.ErrorType}";
                }

            case "signal":
                var child = await Workflow.StartChildWorkflowAsync((CounterWorkflow wf) => wf.RunAsync(), options);
                await child.SignalAsync(wf => wf.AddAsync(7));
                await Workflow.GetExternalWorkflowHandle<CounterWorkflow>(family.ChildId).SignalAsync(wf => wf.FinishAsync());
                return $"{await child.GetResultAsync()}";
            case "leave":
                await Workflow.StartChildWorkflowAsync((CounterWorkflow wf) => wf.RunAsync(), options);
                return "left";
            case "twice":
                await Workflow.StartChildWorkflowAsync((CounterWorkflow wf) => wf.RunAsync(), options);
                try
                {
                    await Workflow.StartChildWorkflowAsync((CounterWorkflow wf) => wf.RunAsync(), options);
                    return "two";
                }
                catch (WorkflowAlreadyStartedException e)
                {
                    return e.WorkflowId == family.ChildId ? "taken" : "?";
                }

            default:
                return await Workflow.ExecuteChildWorkflowAsync((CancellableWorkflow wf) => wf.RunAsync("timer", ""), options);
        }
    }
}

[Workflow]
public class ScopedWorkflow
{
    [WorkflowRun]
    public async Task<string> RunAsync()
    {
        var first = await Workflow.ExecuteActivityAsync((ScopedActivities a) => a.NumberAsync(), Sample.Quick);
        var second = await Workflow.ExecuteActivityAsync((ScopedActivities a) => a.NumberAsync(), Sample.Quick);
        return $"{first},{second}";
    }
}

/// <summary>Waits for something that no replay could repeat.</summary>
[Workflow]
public class ForeignTaskWorkflow
{
    [WorkflowRun]
    public async Task RunAsync()
    {
        await Task.Delay(10);
        await Workflow.DelayAsync(1);
    }
}
