using Temporalio.Activities;

namespace DeployMcp.Workflows.Accounts;

/// <summary>What is left of a person where services run, once their services are gone: the deployer-worker's. May run twice.</summary>
public interface ITenantActivities
{
    [Activity]
    Task RemoveTenantAsync(DeleteAccountInput input);
}
