using System.Collections.Concurrent;
using System.Reflection;

namespace Temporalio.Workflows;

/// <summary>A workflow class: its name, entry point, signals and queries.</summary>
public class WorkflowDefinition
{
    private const BindingFlags AnyMember = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly ConcurrentDictionary<Type, WorkflowDefinition> Definitions = new();

    private readonly Func<object?[], object>? _creator;

    private WorkflowDefinition(string name, Type type, MethodInfo runMethod, Func<object?[], object>? creator)
    {
        Name = name;
        Type = type;
        RunMethod = runMethod;
        _creator = creator;
    }

    public string? Name { get; private init; }

    public Type Type { get; private init; }

    public MethodInfo RunMethod { get; private init; }

    public bool Instantiable => _creator is not null;

    public IReadOnlyDictionary<string, WorkflowSignalDefinition> Signals { get; private init; } = new Dictionary<string, WorkflowSignalDefinition>(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, WorkflowQueryDefinition> Queries { get; private init; } = new Dictionary<string, WorkflowQueryDefinition>(StringComparer.Ordinal);

    internal IReadOnlyCollection<Type> FailureExceptionTypes { get; private init; } = [];

    public static WorkflowDefinition Create<T>() => Create(typeof(T));

    public static WorkflowDefinition Create(Type type) => Definitions.GetOrAdd(type, t => Create(t, nameOverride: null, creatorOverride: null));

    /// <exception cref="AggregateException">All that is wrong with the class.</exception>
    public static WorkflowDefinition Create(Type type, string? nameOverride, Func<object?[], object>? creatorOverride)
    {
        var attribute = type.GetCustomAttribute<WorkflowAttribute>(inherit: false)
            ?? throw new ArgumentException($"{type} missing Workflow attribute", nameof(type));
        var errors = new List<string>();
        if (type.IsGenericType)
            errors.Add($"{type} has generic type arguments");

        var init = FindInit(type, errors);
        var run = FindRun(type, init, errors);
        var signals = FindSignals(type, errors);
        var queries = FindQueries(type, errors);
        if (errors.Count > 0)
            throw new AggregateException(errors.Select(e => new ArgumentException(e, nameof(type))));

        return new(nameOverride ?? attribute.Name ?? DefaultName(type), type, run!, creatorOverride ?? Creator(type, init))
        {
            Signals = signals,
            Queries = queries,
            FailureExceptionTypes = attribute.FailureExceptionTypes ?? [],
        };
    }

    /// <summary>A new instance; the arguments go to the constructor only if that is marked with <see cref="WorkflowInitAttribute"/>.</summary>
    public object CreateWorkflowInstance(object?[] workflowArguments)
        => (_creator ?? throw new InvalidOperationException($"Cannot instantiate workflow type {Type}"))(workflowArguments);

    internal static string NameFromRunMethodForCall(MethodInfo method)
        => method.GetCustomAttribute<WorkflowRunAttribute>() is not null && method.ReflectedType is { } type
            ? Create(type).Name!
            : throw new ArgumentException($"{method} missing WorkflowRun attribute", nameof(method));

    private static string DefaultName(Type type)
        => type is { IsInterface: true, Name: ['I', >= 'A' and <= 'Z', ..] } ? type.Name[1..] : type.Name;

    private static Func<object?[], object>? Creator(Type type, ConstructorInfo? init)
    {
        if (init is not null)
            return init.Invoke;

        return !type.IsInterface && !type.IsAbstract && type.GetConstructor(AnyMember, Type.EmptyTypes) is not null
            ? _ => Activator.CreateInstance(type, nonPublic: true)!
            : null;
    }

    private static ConstructorInfo? FindInit(Type type, List<string> errors)
    {
        var marked = type.GetConstructors(AnyMember).Where(c => c.IsDefined(typeof(WorkflowInitAttribute), inherit: false)).ToList();
        if (marked.Count > 1)
            errors.Add($"WorkflowInit on multiple: {string.Join(" and ", marked)}");
        errors.AddRange(marked.Where(c => !c.IsPublic).Select(c => $"WorkflowInit on non-public {c}"));
        return marked.FirstOrDefault();
    }

    private static MethodInfo? FindRun(Type type, ConstructorInfo? init, List<string> errors)
    {
        var marked = type.GetMethods(AnyMember).Where(m => m.IsDefined(typeof(WorkflowRunAttribute), inherit: false)).ToList();
        if (marked.Count != 1)
        {
            errors.Add(marked.Count == 0 ? $"{type} does not have a valid WorkflowRun method" : $"WorkflowRun on multiple: {string.Join(" and ", marked)}");
            return null;
        }

        var run = marked[0];
        if (run.DeclaringType != type)
            errors.Add($"WorkflowRun on {run} must be declared on {type}, not inherited from {run.DeclaringType}");
        if (!run.IsPublic || run.IsStatic || run.ContainsGenericParameters)
            errors.Add($"WorkflowRun on {run} must be public, not static and not generic");
        if (!typeof(Task).IsAssignableFrom(run.ReturnType))
            errors.Add($"WorkflowRun method {run} must return an instance of Task");
        if (init is not null && !run.GetParameters().Select(p => p.ParameterType).SequenceEqual(init.GetParameters().Select(p => p.ParameterType)))
            errors.Add($"WorkflowRun on {run} must match parameter types of WorkflowInit on {init}");
        return run;
    }

    private static Dictionary<string, WorkflowSignalDefinition> FindSignals(Type type, List<string> errors)
    {
        var signals = new Dictionary<string, WorkflowSignalDefinition>(StringComparer.Ordinal);
        foreach (var method in type.GetMethods(AnyMember).Where(m => m.IsDefined(typeof(WorkflowSignalAttribute), inherit: false)))
        {
            var name = WorkflowSignalDefinition.NameFromMethodForCall(method);
            if (!method.IsPublic || method.IsStatic || method.ContainsGenericParameters)
                errors.Add($"WorkflowSignal method {method} must be public, not static and not generic");
            if (!typeof(Task).IsAssignableFrom(method.ReturnType) || method.ReturnType.IsGenericType)
                errors.Add($"WorkflowSignal method {method} must return Task");
            if (!signals.TryAdd(name, new(name, method)))
                errors.Add($"{type} has more than one signal named {name}");
        }

        return signals;
    }

    private static Dictionary<string, WorkflowQueryDefinition> FindQueries(Type type, List<string> errors)
    {
        var queries = new Dictionary<string, WorkflowQueryDefinition>(StringComparer.Ordinal);
        foreach (var method in type.GetMethods(AnyMember).Where(m => m.IsDefined(typeof(WorkflowQueryAttribute), inherit: false)))
        {
            if (!method.IsPublic || method.IsStatic || method.ReturnType == typeof(void) || typeof(Task).IsAssignableFrom(method.ReturnType))
                errors.Add($"WorkflowQuery method {method} must be public, not static, and return a value that is no task");
            Add(WorkflowQueryDefinition.NameFromMethodForCall(method), method);
        }

        foreach (var property in type.GetProperties(AnyMember).Where(p => p.IsDefined(typeof(WorkflowQueryAttribute), inherit: false)))
        {
            if (property.GetMethod is { IsPublic: true, IsStatic: false } getter)
                Add(WorkflowQueryDefinition.NameFromPropertyForCall(property), getter);
            else
                errors.Add($"WorkflowQuery property {property} must have a public getter and not be static");
        }

        return queries;

        void Add(string name, MethodInfo method)
        {
            if (!queries.TryAdd(name, new(name, method)))
                errors.Add($"{type} has more than one query named {name}");
        }
    }
}

/// <summary>A signal handler.</summary>
public class WorkflowSignalDefinition
{
    internal WorkflowSignalDefinition(string name, MethodInfo method)
    {
        Name = name;
        Method = method;
    }

    public string? Name { get; private init; }

    internal MethodInfo Method { get; }

    internal static string NameFromMethodForCall(MethodInfo method)
    {
        var attribute = method.GetCustomAttribute<WorkflowSignalAttribute>(inherit: false)
            ?? throw new ArgumentException($"{method} missing WorkflowSignal attribute", nameof(method));
        return attribute.Name ?? (method.Name.Length > 5 && method.Name.EndsWith("Async", StringComparison.Ordinal) ? method.Name[..^5] : method.Name);
    }
}

/// <summary>A query handler.</summary>
public class WorkflowQueryDefinition
{
    internal WorkflowQueryDefinition(string name, MethodInfo method)
    {
        Name = name;
        Method = method;
    }

    public string? Name { get; private init; }

    internal MethodInfo Method { get; }

    internal static string NameFromMethodForCall(MethodInfo method)
    {
        var attribute = method.GetCustomAttribute<WorkflowQueryAttribute>(inherit: false)
            ?? throw new ArgumentException($"{method} missing WorkflowQuery attribute", nameof(method));
        return attribute.Name ?? method.Name;
    }

    internal static string NameFromPropertyForCall(PropertyInfo property)
    {
        var attribute = property.GetCustomAttribute<WorkflowQueryAttribute>(inherit: false)
            ?? throw new ArgumentException($"{property} missing WorkflowQuery attribute", nameof(property));
        return attribute.Name ?? property.Name;
    }
}
