namespace DeployMcp.Tests.Fixtures.BuildKit;

/// <summary>A test on a real registry; skipped, and said to be, where Debian's package isn't installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RegistryFactAttribute : FactAttribute
{
    public RegistryFactAttribute()
    {
        if (!TestRegistry.IsInstalled)
        {
            Skip = "There is no registry: install Debian's docker-registry.";
        }
    }
}
