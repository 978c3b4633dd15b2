namespace DeployMcp.Domain.Services;

/// <summary>Names below the services' domain at which the platform itself answers.</summary>
public static class PlatformHosts
{
    /// <summary>No service is called so: its host name would be one of these.</summary>
    public static IReadOnlyList<string> Reserved { get; } = ["api", "git", "mcp", "origin-health"];
}
