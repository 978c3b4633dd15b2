using DeployMcp.Data.Users;
using DeployMcp.ServiceDefaults;
using DeployMcp.Workflows.Accounts;

namespace DeployMcp.Worker.Accounts;

/// <summary>Starts the deletion of accounts that were closed by a server which died before it could start the workflow.</summary>
internal sealed class UnfinishedDeletions(
    AccountRemovalStore accounts, AccountWorkflowClient workflows, TimeProvider time, ILogger<UnfinishedDeletions> logger) : PeriodicService(TimeSpan.FromMinutes(1), time, logger)
{
    public override async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var user in await accounts.ListClosedAsync())
        {
            await workflows.StartDeletionAsync(user);
        }
    }
}
