using System.Linq.Expressions;
using Temporalio.Common;

namespace Temporalio.Workflows;

/// <content>Child workflows and continue-as-new.</content>
/// <remarks>A failed child throws <see cref="Exceptions.ChildWorkflowFailureException"/>, a taken id <see cref="Exceptions.WorkflowAlreadyStartedException"/>.</remarks>
public static partial class Workflow
{
    public static ContinueAsNewException CreateContinueAsNewException<TWorkflow, TResult>(
        Expression<Func<TWorkflow, Task<TResult>>> workflowRunCall, ContinueAsNewOptions? options = null)
    {
        var (method, args) = ExpressionUtil.ExtractCall(workflowRunCall);
        return CreateContinueAsNewException(WorkflowDefinition.NameFromRunMethodForCall(method), args, options);
    }

    public static ContinueAsNewException CreateContinueAsNewException<TWorkflow>(
        Expression<Func<TWorkflow, Task>> workflowRunCall, ContinueAsNewOptions? options = null)
    {
        var (method, args) = ExpressionUtil.ExtractCall(workflowRunCall);
        return CreateContinueAsNewException(WorkflowDefinition.NameFromRunMethodForCall(method), args, options);
    }

    public static async Task<TResult> ExecuteChildWorkflowAsync<TWorkflow, TResult>(
        Expression<Func<TWorkflow, Task<TResult>>> workflowRunCall, ChildWorkflowOptions? options = null)
    {
        var handle = await StartChildWorkflowAsync(workflowRunCall, options).ConfigureAwait(true);
        return await handle.GetResultAsync().ConfigureAwait(true);
    }

    public static async Task ExecuteChildWorkflowAsync<TWorkflow>(
        Expression<Func<TWorkflow, Task>> workflowRunCall, ChildWorkflowOptions? options = null)
    {
        var handle = await StartChildWorkflowAsync(workflowRunCall, options).ConfigureAwait(true);
        await handle.GetResultAsync().ConfigureAwait(true);
    }

    public static async Task ExecuteChildWorkflowAsync(string workflow, IReadOnlyCollection<object?> args, ChildWorkflowOptions? options = null)
    {
        var handle = await StartChildWorkflowAsync(workflow, args, options).ConfigureAwait(true);
        await handle.GetResultAsync().ConfigureAwait(true);
    }

    public static async Task<TResult> ExecuteChildWorkflowAsync<TResult>(
        string workflow, IReadOnlyCollection<object?> args, ChildWorkflowOptions? options = null)
    {
        var handle = await StartChildWorkflowAsync(workflow, args, options).ConfigureAwait(true);
        return await handle.GetResultAsync<TResult>().ConfigureAwait(true);
    }

    public static Task<ChildWorkflowHandle<TWorkflow, TResult>> StartChildWorkflowAsync<TWorkflow, TResult>(
        Expression<Func<TWorkflow, Task<TResult>>> workflowRunCall, ChildWorkflowOptions? options = null)
    {
        var (method, args) = ExpressionUtil.ExtractCall(workflowRunCall);
        return Context.StartChildWorkflowAsync<TWorkflow, TResult>(WorkflowDefinition.NameFromRunMethodForCall(method), args, options ?? new());
    }

    public static async Task<ChildWorkflowHandle<TWorkflow>> StartChildWorkflowAsync<TWorkflow>(
        Expression<Func<TWorkflow, Task>> workflowRunCall, ChildWorkflowOptions? options = null)
    {
        var (method, args) = ExpressionUtil.ExtractCall(workflowRunCall);
        return await Context.StartChildWorkflowAsync<TWorkflow, ValueTuple>(
            WorkflowDefinition.NameFromRunMethodForCall(method), args, options ?? new()).ConfigureAwait(true);
    }

    public static async Task<ChildWorkflowHandle> StartChildWorkflowAsync(
        string workflow, IReadOnlyCollection<object?> args, ChildWorkflowOptions? options = null)
        => await Context.StartChildWorkflowAsync<ValueTuple, ValueTuple>(workflow, args, options ?? new()).ConfigureAwait(true);
}
