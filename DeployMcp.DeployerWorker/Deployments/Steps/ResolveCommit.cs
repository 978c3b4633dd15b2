using DeployMcp.Data.Deployments;
using DeployMcp.DeployerWorker.Deployments.Logs;
using DeployMcp.DeployerWorker.Deployments.Sources;
using DeployMcp.Domain.Deployments;

namespace DeployMcp.DeployerWorker.Deployments.Steps;

/// <summary>Pins the commit, so that every later step and every retry builds the same.</summary>
internal sealed class ResolveCommit(DeploymentScope scope, DeploymentStore deployments, ServiceSources sources, DeploymentLogs logs)
{
    public async Task RunAsync(DeploymentWork work, CancellationToken cancellationToken)
    {
        if (work.Deployment.Trigger == DeploymentTrigger.Rollback)
        {
            return;
        }

        await scope.MoveAsync(work.Deployment, DeploymentStatus.Building);
        if (work.Deployment.CommitSha is not null)
        {
            return;
        }

        var commit = await sources.ResolveAsync(work.Service, cancellationToken);
        await deployments.SetCommitAsync(work.Deployment.Id, commit);
        await logs.WriteAsync(work.Deployment.Id, $"{work.Service.Spec.Branch} is at {commit.Sha[..12]} {commit.Message}".TrimEnd());
    }
}
