using DeployMcp.Domain.Resources;

namespace DeployMcp.Server.Resources;

/// <summary>What this server's configuration says about resources.</summary>
public sealed class ResourceSettings(IConfiguration configuration)
{
    /// <summary>Most resources that a user may have at a time; <c>Limits:ResourcesPerUser</c>.</summary>
    public int ResourcesPerUser { get; } = configuration.GetValue("Limits:ResourcesPerUser", ResourceLimits.DefaultPerUser);

    /// <summary>Where users may have databases made, separated by commas in <c>Databases:Regions</c>: those that the deployer's provider has.</summary>
    public IReadOnlyCollection<string> Regions { get; } =
        (configuration["Databases:Regions"] is { Length: > 0 } set ? set : ResourceLimits.DefaultRegion).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
