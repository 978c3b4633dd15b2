using System.Reflection;
using System.Runtime.ExceptionServices;

namespace Temporalio.Activities;

/// <summary>An activity's name, parameters and how it is invoked.</summary>
public class ActivityDefinition
{
    private readonly Func<object?[], object?> _invoker;

    private ActivityDefinition(string name, Type returnType, IReadOnlyCollection<Type> parameterTypes, int requiredParameterCount, Func<object?[], object?> invoker)
    {
        Name = name;
        ReturnType = returnType;
        ParameterTypes = parameterTypes;
        RequiredParameterCount = requiredParameterCount;
        _invoker = invoker;
    }

    public string? Name { get; private init; }

    public Type ReturnType { get; private init; }

    public IReadOnlyCollection<Type> ParameterTypes { get; private init; }

    /// <summary>Arguments that a caller has to send; those after it have defaults.</summary>
    public int RequiredParameterCount { get; private init; }

    public static ActivityDefinition Create(Delegate del, bool cache = true)
        => Create(del.Method, parameters => del.DynamicInvoke(parameters));

    public static ActivityDefinition Create(
        string? name, Type returnType, IReadOnlyCollection<Type> parameterTypes, int requiredParameterCount, Func<object?[], object?> invoker)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (requiredParameterCount > parameterTypes.Count)
            throw new ArgumentException($"Activity {name} has more required parameters than parameters", nameof(requiredParameterCount));
        if (parameterTypes.Any(p => p.IsByRef))
            throw new ArgumentException($"Activity {name} has disallowed ref/out parameter", nameof(parameterTypes));

        return new(name, returnType, parameterTypes, requiredParameterCount, invoker);
    }

    public static ActivityDefinition Create(MethodInfo method, Func<object?[], object?> invoker)
    {
        var parameters = method.GetParameters();
        return Create(
            NameFromMethodForCall(method),
            method.ReturnType,
            parameters.Select(p => p.ParameterType).ToArray(),
            parameters.Count(p => !p.HasDefaultValue),
            given => invoker([.. given, .. parameters.Skip(given.Length).Select(p => p.DefaultValue)]));
    }

    public static IReadOnlyCollection<ActivityDefinition> CreateAll<T>(T? instance, bool cache = true) => CreateAll(typeof(T), instance, cache);

    public static IReadOnlyCollection<ActivityDefinition> CreateAll(Type type, object? instance, bool cache = true)
    {
        var definitions = Methods(type).Select(method => method.IsStatic || instance is not null
            ? Create(method, parameters => method.Invoke(instance, parameters))
            : throw new InvalidOperationException($"Instance not provided, but activity method {method} is non-static")).ToList();
        return definitions.Count > 0 ? definitions : throw new ArgumentException($"No activities found on {type}", nameof(type));
    }

    /// <summary>Invokes the activity and awaits it; the result of a task without a value is a <see cref="ValueTuple"/>.</summary>
    public async Task<object?> InvokeAsync(object?[] parameters)
    {
        object? result;
        try
        {
            result = _invoker(parameters);
        }
        catch (TargetInvocationException e) when (e.InnerException is { } inner)
        {
            ExceptionDispatchInfo.Throw(inner);
            throw;
        }

        if (result is not Task task)
            return ReturnType == typeof(void) ? ValueTuple.Create() : result;

        await task.ConfigureAwait(false);
        // The declared type, for an async method's task is Task<VoidTaskResult> where Task was declared.
        return ReturnType.IsGenericType ? ReturnType.GetProperty(nameof(Task<>.Result))!.GetValue(task) : ValueTuple.Create();
    }

    internal static IEnumerable<MethodInfo> Methods(Type type)
        => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance)
            .Where(m => m.GetCustomAttribute<ActivityAttribute>(inherit: true) is not null);

    internal static string NameFromMethodForCall(MethodInfo method)
    {
        var attribute = method.GetCustomAttribute<ActivityAttribute>(inherit: false)
            ?? throw new ArgumentException($"{method} missing Activity attribute", nameof(method));
        if (attribute.Name is { } given)
            return given;

        var name = LocalFunctionName(method.Name);
        if (name.Contains('<', StringComparison.Ordinal))
            throw new ArgumentException($"{method} appears to be a lambda which must have a name given on the attribute", nameof(method));

        return typeof(Task).IsAssignableFrom(method.ReturnType) && name.Length > 5 && name.EndsWith("Async", StringComparison.Ordinal) ? name[..^5] : name;
    }

    /// <summary>The compiler calls a local function <c>&lt;parent&gt;g__name|ordinal</c>.</summary>
    private static string LocalFunctionName(string name)
    {
        var begin = name.IndexOf(">g__", StringComparison.Ordinal);
        var end = name.IndexOf('|', StringComparison.Ordinal);
        return begin > 0 && end > begin ? name[(begin + 4)..end] : name;
    }
}
