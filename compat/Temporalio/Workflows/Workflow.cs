using Microsoft.Extensions.Logging;
using Temporalio.Converters;

namespace Temporalio.Workflows;

/// <summary>All that workflow code may call; outside a workflow only <see cref="InWorkflow"/> works.</summary>
public static partial class Workflow
{
    /// <summary>Whether no signal handler is running; wait for it before returning where handlers are asynchronous.</summary>
    public static bool AllHandlersFinished => Context.AllHandlersFinished;

    /// <summary>Cancelled when the workflow is; the default of every call here that takes a token.</summary>
    public static CancellationToken CancellationToken => Context.CancellationToken;

    public static bool ContinueAsNewSuggested => Context.ContinueAsNewSuggested;

    public static int CurrentHistoryLength => Context.CurrentHistoryLength;

    public static WorkflowInfo Info => Context.Info;

    public static object Instance => Context.Instance;

    public static bool InWorkflow => TaskScheduler.Current is IWorkflowContext;

    /// <summary>Silent while replaying.</summary>
    public static ILogger Logger => Context.Logger;

    public static IReadOnlyDictionary<string, IRawValue> Memo => Context.Memo;

    public static IPayloadConverter PayloadConverter => Context.PayloadConverter;

    /// <summary>The same numbers in each replay of a run.</summary>
    public static Random Random => Context.Random;

    /// <summary>Time of the current workflow task, the same in each replay.</summary>
    public static DateTime UtcNow => Context.UtcNow;

    /// <summary>Lets conditions see the workflow although they run outside its scheduler's tasks.</summary>
    internal static AsyncLocal<IWorkflowContext?> OverrideContext { get; } = new();

    private static IWorkflowContext Context
        => TaskScheduler.Current as IWorkflowContext ?? OverrideContext.Value ?? throw new InvalidOperationException("Not in workflow");

    public static ContinueAsNewException CreateContinueAsNewException(
        string workflow, IReadOnlyCollection<object?> args, ContinueAsNewOptions? options = null)
        => Context.CreateContinueAsNewException(workflow, args, options);

    public static Task DelayAsync(int millisecondsDelay, CancellationToken? cancellationToken = null)
        => DelayAsync(TimeSpan.FromMilliseconds(millisecondsDelay), cancellationToken);

    /// <summary>A durable timer; zero means 1 ms, an infinite delay only waits for cancellation.</summary>
    public static Task DelayAsync(TimeSpan delay, CancellationToken? cancellationToken = null) => Context.DelayAsync(delay, cancellationToken);

    /// <summary>Says that no run is left that began before the patch.</summary>
    public static void DeprecatePatch(string patchId) => Context.Patch(patchId, deprecated: true);

    public static ExternalWorkflowHandle GetExternalWorkflowHandle(string id, string? runId = null)
        => Context.GetExternalWorkflowHandle<ValueTuple>(id, runId);

    public static ExternalWorkflowHandle<TWorkflow> GetExternalWorkflowHandle<TWorkflow>(string id, string? runId = null)
        => Context.GetExternalWorkflowHandle<TWorkflow>(id, runId);

    /// <summary>The same ids in each replay of a run.</summary>
    public static Guid NewGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        Random.NextBytes(bytes);
        bytes[7] = (byte)((bytes[7] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new(bytes);
    }

    /// <summary>Whether this run takes the new path: false only for runs that passed here before the patch was made.</summary>
    public static bool Patched(string patchId) => Context.Patch(patchId, deprecated: false);

    /// <summary>Task.Run for workflows.</summary>
    public static Task RunTaskAsync(Action function, CancellationToken? cancellationToken = null)
        => Task.Factory.StartNew(function, cancellationToken ?? CancellationToken, TaskCreationOptions.None, TaskScheduler.Current);

    public static Task RunTaskAsync(Func<Task> function, CancellationToken? cancellationToken = null)
        => Task.Factory.StartNew(function, cancellationToken ?? CancellationToken, TaskCreationOptions.None, TaskScheduler.Current).Unwrap();

    public static Task<TResult> RunTaskAsync<TResult>(Func<TResult> function, CancellationToken? cancellationToken = null)
        => Task.Factory.StartNew(function, cancellationToken ?? CancellationToken, TaskCreationOptions.None, TaskScheduler.Current);

    public static Task<TResult> RunTaskAsync<TResult>(Func<Task<TResult>> function, CancellationToken? cancellationToken = null)
        => Task.Factory.StartNew(function, cancellationToken ?? CancellationToken, TaskCreationOptions.None, TaskScheduler.Current).Unwrap();

    /// <summary>Waits until the condition holds; it is checked after each step of the workflow and must be quick.</summary>
    public static Task WaitConditionAsync(Func<bool> conditionCheck, CancellationToken? cancellationToken = null)
        => Context.WaitConditionAsync(conditionCheck, timeout: null, cancellationToken);

    public static Task<bool> WaitConditionAsync(Func<bool> conditionCheck, int timeoutMilliseconds, CancellationToken? cancellationToken = null)
        => WaitConditionAsync(conditionCheck, TimeSpan.FromMilliseconds(timeoutMilliseconds), cancellationToken);

    /// <returns>False if the timeout came first.</returns>
    public static Task<bool> WaitConditionAsync(Func<bool> conditionCheck, TimeSpan timeout, CancellationToken? cancellationToken = null)
        => Context.WaitConditionAsync(conditionCheck, timeout, cancellationToken);

    public static Task WhenAllAsync(IEnumerable<Task> tasks) => Task.WhenAll(tasks);

    public static Task WhenAllAsync(params Task[] tasks) => Task.WhenAll(tasks);

    public static Task<TResult[]> WhenAllAsync<TResult>(IEnumerable<Task<TResult>> tasks) => Task.WhenAll(tasks);

    public static Task<TResult[]> WhenAllAsync<TResult>(params Task<TResult>[] tasks) => Task.WhenAll(tasks);

    public static Task<Task> WhenAnyAsync(params Task[] tasks) => Task.WhenAny(tasks);

    public static Task<Task> WhenAnyAsync(IEnumerable<Task> tasks) => Task.WhenAny(tasks);

    // The generic WhenAny of .NET continues on the default scheduler: hence the untyped one.
    public static async Task<Task<TResult>> WhenAnyAsync<TResult>(params Task<TResult>[] tasks)
        => (Task<TResult>)await Task.WhenAny((Task[])tasks).ConfigureAwait(true);

    public static async Task<Task<TResult>> WhenAnyAsync<TResult>(IEnumerable<Task<TResult>> tasks)
        => (Task<TResult>)await Task.WhenAny((IEnumerable<Task>)tasks).ConfigureAwait(true);

    /// <summary>What must not decide anything that the workflow does.</summary>
    public static class Unsafe
    {
        public static bool IsReplaying => Context.IsReplaying;
    }
}
