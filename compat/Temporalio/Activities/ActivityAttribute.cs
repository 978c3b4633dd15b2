namespace Temporalio.Activities;

/// <summary>Marks a method as an activity; its name is the method's, less a trailing "Async" where it returns a task.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class ActivityAttribute : Attribute
{
    public ActivityAttribute()
    {
    }

    public ActivityAttribute(string name) => Name = name;

    public string? Name { get; }
}
