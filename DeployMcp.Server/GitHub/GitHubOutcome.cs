using DeployMcp.Platform.GitHub;

namespace DeployMcp.Server.GitHub;

/// <param name="Connected">Null when nothing was.</param>
/// <param name="Message">Why not.</param>
public sealed record GitHubOutcome(InstallationState? Connected, string? Message);
