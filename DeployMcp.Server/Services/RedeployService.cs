using DeployMcp.Data.Deployments;
using DeployMcp.Data.Services;
using DeployMcp.Domain.Identity;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Calls;

namespace DeployMcp.Server.Services;

/// <summary>Deploys the branch's newest commit again. What is in progress is superseded; what serves keeps serving until then.</summary>
public sealed class RedeployService(
    ServiceStore services, DeploymentQueue queue, BranchResolver branches, DeploymentStarter starter, AuditTrail audit)
{
    /// <exception cref="RefusalException">The caller has no such service.</exception>
    public Task<ServiceOverview> RunAsync(Caller caller, string name, string? project, CancellationToken cancellationToken)
    {
        var service = ServiceRef.Of(caller, name, project);
        return audit.RecordAsync(caller, KeyScope.Deploy, "redeploy_service", service.ToString(), () => QueueAsync(caller, service, cancellationToken), _ => "queued");
    }

    private async Task<ServiceOverview> QueueAsync(Caller caller, ServiceRef service, CancellationToken cancellationToken)
    {
        var overview = await services.OverviewAsync(caller.UserId, service.Project, service.Name) ?? throw RefusalException.NoService(service.Name, service.Project);
        var head = await branches.HeadAsync(overview.Service.InternalRepoId, overview.Service.Spec.Branch, cancellationToken);
        var queued = await queue.RedeployAsync(overview.Service.Id, head) ?? throw RefusalException.NoService(service.Name, service.Project);
        await starter.StartAsync(queued.Deployment, queued.SupersededWorkflows);
        return overview with { Newest = queued.Deployment };
    }
}
