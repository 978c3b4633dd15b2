using DeployMcp.Platform.Runtimes;
using DeployMcp.Workflows.Accounts;
using Temporalio.Activities;

namespace DeployMcp.DeployerWorker.Deployments;

/// <summary>The one step of an account's deletion that is done where services run.</summary>
internal sealed class TenantActivities(IServiceRuntime runtime) : ITenantActivities
{
    [Activity]
    public Task RemoveTenantAsync(DeleteAccountInput input) => runtime.RemoveTenantAsync(input.UserId, ActivityExecutionContext.Current.CancellationToken);
}
