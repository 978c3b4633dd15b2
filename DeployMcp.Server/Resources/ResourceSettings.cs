using DeployMcp.Domain.Resources;

namespace DeployMcp.Server.Resources;

/// <summary>What this server's configuration says about resources.</summary>
public sealed class ResourceSettings(IConfiguration configuration)
{
    /// <summary>Most resources that a user may have at a time; <c>Limits:ResourcesPerUser</c>.</summary>
    public int ResourcesPerUser { get; } = configuration.GetValue("Limits:ResourcesPerUser", ResourceLimits.DefaultPerUser);
}
