using Microsoft.Extensions.Logging;
using Temporalio.Converters;
using Temporalio.Workflows;

namespace Temporalio.Worker;

/// <content>What the workflow's code sees of it.</content>
internal sealed partial class WorkflowInstance : IWorkflowContext
{
    /// <summary>Beyond this many events a workflow should continue as new.</summary>
    private const int SuggestContinueAsNewAt = 4096;

    private readonly Dictionary<string, bool> _patches = new(StringComparer.Ordinal);
    private int _sequence;

    public bool AllHandlersFinished => _runningHandlers == 0;

    public CancellationToken CancellationToken => _cancellation.Token;

    public bool ContinueAsNewSuggested => CurrentHistoryLength >= SuggestContinueAsNewAt;

    public int CurrentHistoryLength { get; private set; }

    public WorkflowInfo Info { get; }

    public object Instance => _instance.Value;

    public bool IsReplaying { get; private set; }

    public ILogger Logger { get; }

    public IReadOnlyDictionary<string, IRawValue> Memo { get; }

    public IPayloadConverter PayloadConverter => _payloads;

    public Random Random { get; }

    public DateTime UtcNow { get; private set; }

    /// <summary>Patches that the history has markers of.</summary>
    public HashSet<string> RecordedPatches { get; } = new(StringComparer.Ordinal);

    public ContinueAsNewException CreateContinueAsNewException(string workflow, IReadOnlyCollection<object?> args, ContinueAsNewOptions? options)
        => _outbound.Value.CreateContinueAsNewException(new() { Workflow = workflow, Args = args, Options = options });

    public Task DelayAsync(TimeSpan delay, CancellationToken? cancellationToken)
        => _outbound.Value.DelayAsync(new() { Delay = delay, CancellationToken = cancellationToken });

    public Task<TResult> ExecuteActivityAsync<TResult>(string activity, IReadOnlyCollection<object?> args, ActivityOptions options)
        => _outbound.Value.ScheduleActivityAsync<TResult>(new() { Activity = activity, Args = args, Options = options });

    public ExternalWorkflowHandle<TWorkflow> GetExternalWorkflowHandle<TWorkflow>(string id, string? runId)
        => new ExternalHandle<TWorkflow>(this, id, runId);

    public bool Patch(string patchId, bool deprecated)
    {
        if (_patches.TryGetValue(patchId, out var known))
            return known;

        var active = !IsReplaying || RecordedPatches.Contains(patchId);
        _patches[patchId] = active;
        if (active)
            Add(new(Patches.ToMarker(patchId, deprecated)));
        return active;
    }

    public Task<ChildWorkflowHandle<TWorkflow, TResult>> StartChildWorkflowAsync<TWorkflow, TResult>(
        string workflow, IReadOnlyCollection<object?> args, ChildWorkflowOptions options)
        => _outbound.Value.StartChildWorkflowAsync<TWorkflow, TResult>(new() { Workflow = workflow, Args = args, Options = options });

    public Task<bool> WaitConditionAsync(Func<bool> conditionCheck, TimeSpan? timeout, CancellationToken? cancellationToken)
    {
        var met = new TaskCompletionSource();
        _conditions.AddLast((conditionCheck, met));
        var token = cancellationToken ?? CancellationToken;
        return StartTask(async () =>
        {
            using var registration = token.Register(() => met.TrySetCanceled(token));
            if (timeout is not { } limit)
            {
                await met.Task.ConfigureAwait(true);
                return true;
            }

            using var stopTimer = new CancellationTokenSource();
            var timer = DelayAsync(limit, stopTimer.Token);
            if (await Task.WhenAny(met.Task, timer).ConfigureAwait(true) == met.Task)
            {
                // CancelAsync would run the callbacks on another thread.
#pragma warning disable CA1849, MA0042
                stopTimer.Cancel();
#pragma warning restore CA1849, MA0042
                await met.Task.ConfigureAwait(true);
                return true;
            }

            // What nobody waits for any longer must not be checked again.
            met.TrySetCanceled(CancellationToken.None);
            return false;
        });
    }

    private sealed class ExternalHandle<TWorkflow>(WorkflowInstance instance, string id, string? runId) : ExternalWorkflowHandle<TWorkflow>
    {
        public override string Id => id;

        public override string? RunId => runId;

        public override Task SignalAsync(string signal, IReadOnlyCollection<object?> args, ExternalWorkflowSignalOptions? options = null)
            => instance._outbound.Value.SignalExternalWorkflowAsync(new() { Id = id, RunId = runId, Signal = signal, Args = args, Options = options });

        public override Task CancelAsync() => instance._outbound.Value.CancelExternalWorkflowAsync(new() { Id = id, RunId = runId });
    }

    private sealed class ChildHandle<TWorkflow, TResult>(WorkflowInstance instance, AwaitedChild child) : ChildWorkflowHandle<TWorkflow, TResult>
    {
        public override string Id => child.Event.StartChildWorkflowExecutionInitiatedEventAttributes.WorkflowId;

        public override string FirstExecutionRunId => child.Started.Task.Result;

        public override async Task<T> GetResultAsync<T>() => instance._payloads.ToResult<T>(await child.Completion.Task.ConfigureAwait(true));

        public override Task SignalAsync(string signal, IReadOnlyCollection<object?> args, ChildWorkflowSignalOptions? options = null)
            => instance._outbound.Value.SignalChildWorkflowAsync(new() { Id = Id, Signal = signal, Args = args, Options = options });
    }
}
