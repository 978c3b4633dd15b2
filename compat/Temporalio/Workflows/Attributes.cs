namespace Temporalio.Workflows;

/// <summary>Marks a class or interface as a workflow; its name is the type's (an interface's without its leading I).</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface, Inherited = false)]
public sealed class WorkflowAttribute : Attribute
{
    public WorkflowAttribute()
    {
    }

    public WorkflowAttribute(string name) => Name = name;

    public string? Name { get; }

    /// <summary>Besides failures, these exceptions fail the workflow instead of suspending it.</summary>
    public Type[]? FailureExceptionTypes { get; set; }
}

/// <summary>Marks the workflow's one entry point.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class WorkflowRunAttribute : Attribute
{
}

/// <summary>Marks the constructor that takes the run method's arguments.</summary>
[AttributeUsage(AttributeTargets.Constructor, Inherited = false)]
public sealed class WorkflowInitAttribute : Attribute
{
}

/// <summary>Marks a signal handler: returns a task, its name is the method's less a trailing "Async".</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class WorkflowSignalAttribute : Attribute
{
    public WorkflowSignalAttribute()
    {
    }

    public WorkflowSignalAttribute(string name) => Name = name;

    public string? Name { get; }
}

/// <summary>Marks a query: a method that returns a value, no task, or a property.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property, Inherited = false)]
public sealed class WorkflowQueryAttribute : Attribute
{
    public WorkflowQueryAttribute()
    {
    }

    public WorkflowQueryAttribute(string name) => Name = name;

    public string? Name { get; }
}
