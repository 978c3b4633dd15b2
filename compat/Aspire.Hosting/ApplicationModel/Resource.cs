namespace Aspire.Hosting.ApplicationModel;

public abstract class Resource : IResource
{
    /// <exception cref="ArgumentException">The name is no DNS label of at most 64 characters that starts with a letter.</exception>
    protected Resource(string name)
    {
        ResourceName.Validate(name);
        Name = name;
    }

    public virtual string Name { get; }

    public virtual ResourceAnnotationCollection Annotations { get; } = [];

    public override string ToString() => $"{GetType().Name} {Name}";
}

internal static class ResourceName
{
    private const int MaximumLength = 64;

    public static void Validate(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var problem = name switch
        {
            { Length: > MaximumLength } => $"Name must be between 1 and {MaximumLength} characters long.",
            _ when !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') => "Name must contain only ASCII letters, digits, and hyphens.",
            _ when !char.IsAsciiLetter(name[0]) => "Name must start with an ASCII letter.",
            _ when name[^1] == '-' => "Name cannot end with a hyphen.",
            _ when name.Contains("--", StringComparison.Ordinal) => "Name cannot contain consecutive hyphens.",
            _ => null,
        };
        if (problem is not null)
        {
            throw new ArgumentException($"Resource name '{name}' is invalid. {problem}", nameof(name));
        }
    }
}
