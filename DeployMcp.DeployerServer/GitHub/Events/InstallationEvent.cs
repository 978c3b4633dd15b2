namespace DeployMcp.DeployerServer.GitHub.Events;

/// <summary>What is used of GitHub's <c>installation</c> and <c>installation_repositories</c> payloads.</summary>
internal sealed record InstallationEvent(string Action, InstallationNumber Installation);

internal sealed record InstallationNumber(long Id);

/// <summary>Something about an installation is different, as it is kept until it was acted on.</summary>
internal sealed record InstallationChange(string Action, long InstallationId);
