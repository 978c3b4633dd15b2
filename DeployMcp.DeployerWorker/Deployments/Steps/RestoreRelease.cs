using DeployMcp.Data.Deployments;
using DeployMcp.DeployerWorker.Deployments.Logs;
using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Identity;

namespace DeployMcp.DeployerWorker.Deployments.Steps;

/// <summary>A rollback in place of fetching, planning and building: its row was queued with the release of an earlier deployment.</summary>
internal sealed class RestoreRelease(DeploymentStore deployments, KeptReleases kept, DeploymentLogs logs)
{
    public async Task RunAsync(DeploymentWork work, CancellationToken cancellationToken)
    {
        var (id, sha, message) = (work.Deployment.Id, work.Deployment.CommitSha?[..12], work.Deployment.CommitMessage);
        if (work.Deployment.Artifact is not { } artifact || !await IsKeptAsync(work.Service.Id, artifact, cancellationToken))
        {
            await logs.WriteAsync(id, $"Failed (platform_fault): the release of {sha} is gone");
            throw new DeploymentFailureException(
                FailureCode.PlatformFault,
                "The release of that version was collected before it could be started again. What served keeps serving.",
                null,
                "Call rollback_service with another deployment, or push that version's code, which builds it anew.");
        }

        await logs.WriteAsync(id, $"Rolling back to {$"{sha} {message}".TrimEnd()}: its release is kept, so nothing is fetched or built");
    }

    private async Task<bool> IsKeptAsync(ServiceId service, string artifact, CancellationToken cancellationToken)
        => await deployments.FindRevisionAsync(service, artifact) is { } revision && await kept.HasAsync(artifact, revision, cancellationToken);
}
