using Microsoft.Extensions.Logging;
using Temporalio.Converters;

namespace Temporalio.Workflows;

/// <summary>The running workflow, behind <see cref="Workflow"/>'s static members.</summary>
internal interface IWorkflowContext
{
    bool AllHandlersFinished { get; }

    CancellationToken CancellationToken { get; }

    bool ContinueAsNewSuggested { get; }

    int CurrentHistoryLength { get; }

    WorkflowInfo Info { get; }

    object Instance { get; }

    bool IsReplaying { get; }

    ILogger Logger { get; }

    IReadOnlyDictionary<string, IRawValue> Memo { get; }

    IPayloadConverter PayloadConverter { get; }

    Random Random { get; }

    DateTime UtcNow { get; }

    ContinueAsNewException CreateContinueAsNewException(string workflow, IReadOnlyCollection<object?> args, ContinueAsNewOptions? options);

    Task DelayAsync(TimeSpan delay, CancellationToken? cancellationToken);

    Task<TResult> ExecuteActivityAsync<TResult>(string activity, IReadOnlyCollection<object?> args, ActivityOptions options);

    ExternalWorkflowHandle<TWorkflow> GetExternalWorkflowHandle<TWorkflow>(string id, string? runId);

    bool Patch(string patchId, bool deprecated);

    Task<ChildWorkflowHandle<TWorkflow, TResult>> StartChildWorkflowAsync<TWorkflow, TResult>(
        string workflow, IReadOnlyCollection<object?> args, ChildWorkflowOptions options);

    Task<bool> WaitConditionAsync(Func<bool> conditionCheck, TimeSpan? timeout, CancellationToken? cancellationToken);
}
