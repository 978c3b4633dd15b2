using System.Reflection;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.DependencyInjection;
using Temporalio.Activities;

namespace Temporalio.Extensions.Hosting;

/// <summary>Activities whose instances come from a service provider.</summary>
public static class ServiceProviderExtensions
{
    public static IReadOnlyCollection<ActivityDefinition> CreateTemporalActivityDefinitions<T>(this IServiceProvider provider)
        => provider.CreateTemporalActivityDefinitions(typeof(T));

    /// <exception cref="ArgumentException">The type has no activities.</exception>
    public static IReadOnlyCollection<ActivityDefinition> CreateTemporalActivityDefinitions(this IServiceProvider provider, Type type)
    {
        var definitions = ActivityDefinition.Methods(type)
            .Select(method => ActivityDefinition.Create(method, parameters => Invoke(provider, type, method, parameters))).ToList();
        return definitions.Count > 0 ? definitions : throw new ArgumentException($"No activities found on {type}", nameof(type));
    }

    private static object? Invoke(IServiceProvider provider, Type type, MethodInfo method, object?[] parameters)
    {
        var scope = provider.CreateAsyncScope();
        object? result;
        try
        {
            result = method.Invoke(method.IsStatic ? null : scope.ServiceProvider.GetRequiredService(type), parameters);
        }
        catch (Exception e)
        {
            scope.Dispose();
            if (e is TargetInvocationException { InnerException: { } inner })
                ExceptionDispatchInfo.Throw(inner);
            throw;
        }

        if (result is Task task)
            return WithScope(task, method.ReturnType, scope);

        scope.Dispose();
        return result;
    }

    private static Task WithScope(Task task, Type returnType, AsyncServiceScope scope)
        => returnType.IsGenericType
            ? (Task)typeof(ServiceProviderExtensions).GetMethod(nameof(AwaitValueAsync), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(returnType.GenericTypeArguments[0]).Invoke(null, [task, scope])!
            : AwaitAsync(task, scope);

    private static async Task AwaitAsync(Task task, AsyncServiceScope scope)
    {
        await using (scope.ConfigureAwait(false))
            await task.ConfigureAwait(false);
    }

    private static async Task<T> AwaitValueAsync<T>(Task<T> task, AsyncServiceScope scope)
    {
        await using (scope.ConfigureAwait(false))
            return await task.ConfigureAwait(false);
    }
}
