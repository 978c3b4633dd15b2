using Temporalio.Activities;

namespace DeployMcp.Workflows.Accounts;

/// <param name="InstallationId">GitHub's number of the installation.</param>
public sealed record SyncInstallationInput(long InstallationId);

/// <summary>The steps that bring our rows to what GitHub says. Each may run twice.</summary>
public interface IInstallationActivities
{
    /// <summary>Asks GitHub for the installation and stores its state; one that is gone there goes here too.</summary>
    [Activity]
    Task SyncAsync(SyncInstallationInput input);
}
