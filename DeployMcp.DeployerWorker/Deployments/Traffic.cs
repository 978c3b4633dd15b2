using DeployMcp.Data.Deployments;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Services;
using DeployMcp.Platform.Runtimes;

namespace DeployMcp.DeployerWorker.Deployments;

/// <summary>
/// Points host names at revisions. The row is the truth and is written first; the runtime follows it under a lock on the
/// service, after another look at the row. So a step that was delayed can't take traffic from a newer deployment, and a crash
/// in between is mended by whoever comes next: the retry, or the reconciliation.
/// </summary>
internal sealed class Traffic(DeploymentStore deployments, IServiceRuntime runtime)
{
    /// <returns>False when the revision isn't ready on the runtime: bring it up and call again.</returns>
    public async Task<bool> FollowAsync(Service service, Deployment deployment, CancellationToken cancellationToken)
    {
        await using var held = await deployments.LockTrafficAsync(service.Id, cancellationToken);
        var now = await deployments.FindAsync(deployment.Id);
        return now?.Status is not (DeploymentStatus.Active or DeploymentStatus.Crashed)
            || await runtime.TryActivateAsync(service.Id, deployment.Id, service.Hostname, cancellationToken);
    }
}
