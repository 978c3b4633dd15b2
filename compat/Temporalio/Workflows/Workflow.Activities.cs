using System.Linq.Expressions;
using Temporalio.Activities;
using Temporalio.Common;

namespace Temporalio.Workflows;

/// <content>Activities: by a call of a static method, of a class's or an interface's method, or by name.</content>
/// <remarks>A failed activity throws <see cref="Exceptions.ActivityFailureException"/>; its inner exception is the cause.</remarks>
public static partial class Workflow
{
    public static Task<TResult> ExecuteActivityAsync<TResult>(Expression<Func<TResult>> activityCall, ActivityOptions options)
        => ExecuteAsync<TResult>(activityCall, options);

    public static Task ExecuteActivityAsync(Expression<Action> activityCall, ActivityOptions options)
        => ExecuteAsync<ValueTuple>(activityCall, options);

    public static Task<TResult> ExecuteActivityAsync<TActivityInstance, TResult>(
        Expression<Func<TActivityInstance, TResult>> activityCall, ActivityOptions options)
        => ExecuteAsync<TResult>(activityCall, options);

    public static Task ExecuteActivityAsync<TActivityInstance>(Expression<Action<TActivityInstance>> activityCall, ActivityOptions options)
        => ExecuteAsync<ValueTuple>(activityCall, options);

    public static Task<TResult> ExecuteActivityAsync<TResult>(Expression<Func<Task<TResult>>> activityCall, ActivityOptions options)
        => ExecuteAsync<TResult>(activityCall, options);

    public static Task ExecuteActivityAsync(Expression<Func<Task>> activityCall, ActivityOptions options)
        => ExecuteAsync<ValueTuple>(activityCall, options);

    public static Task<TResult> ExecuteActivityAsync<TActivityInstance, TResult>(
        Expression<Func<TActivityInstance, Task<TResult>>> activityCall, ActivityOptions options)
        => ExecuteAsync<TResult>(activityCall, options);

    public static Task ExecuteActivityAsync<TActivityInstance>(Expression<Func<TActivityInstance, Task>> activityCall, ActivityOptions options)
        => ExecuteAsync<ValueTuple>(activityCall, options);

    public static Task ExecuteActivityAsync(string activity, IReadOnlyCollection<object?> args, ActivityOptions options)
        => ExecuteActivityAsync<ValueTuple>(activity, args, options);

    public static Task<TResult> ExecuteActivityAsync<TResult>(string activity, IReadOnlyCollection<object?> args, ActivityOptions options)
        => Context.ExecuteActivityAsync<TResult>(activity, args, options);

    private static Task<TResult> ExecuteAsync<TResult>(LambdaExpression activityCall, ActivityOptions options)
    {
        var (method, args) = ExpressionUtil.ExtractCall(activityCall);
        return ExecuteActivityAsync<TResult>(ActivityDefinition.NameFromMethodForCall(method), args, options);
    }
}
