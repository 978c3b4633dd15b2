using DeployMcp.Data.Deployments;
using DeployMcp.Data.Services;
using DeployMcp.DeployerWorker.Deployments.Sources;
using DeployMcp.Platform.Artifacts;
using DeployMcp.Platform.Builders;
using DeployMcp.Platform.Runtimes;
using DeployMcp.Workflows.Deployments;
using Temporalio.Activities;

namespace DeployMcp.DeployerWorker.Deployments;

/// <summary>The steps of delete_service as the workflow calls them.</summary>
internal sealed class DeleteActivities(
    DeploymentStore deployments,
    ServiceStore services,
    DeploymentWorkflowClient workflows,
    RunningBuilds builds,
    IServiceRuntime runtime,
    ArtifactStore artifacts,
    ReleaseRemoval removal,
    HostToolchainBuilder builder,
    ServiceSources sources,
    Heartbeats heartbeats) : IDeleteActivities
{
    /// <summary>Older ones have ended: each new deployment supersedes those before it.</summary>
    private const int MayBeRunning = 20;

    [Activity]
    public Task CancelDeploymentsAsync(DeleteServiceInput input) => heartbeats.AlongAsync(cancelled => CancelAsync(input, cancelled));

    [Activity]
    public Task RemoveRuntimeAsync(DeleteServiceInput input) => heartbeats.AlongAsync(cancelled => RemoveAsync(input, cancelled));

    [Activity]
    public Task RemoveRecordAsync(DeleteServiceInput input) => heartbeats.AlongAsync(_ => services.RemoveAsync(input.ServiceId));

    private async Task CancelAsync(DeleteServiceInput input, CancellationToken cancelled)
    {
        await deployments.CancelAllAsync(input.ServiceId);
        var recent = (await deployments.ListAsync(input.ServiceId, MayBeRunning)).Where(d => d.WorkflowStarted).Select(d => d.WorkflowId).ToList();
        await workflows.CancelAsync(recent);
        await Task.WhenAll(recent.Select(id => workflows.WaitAsync(id, cancelled)));
    }

    private async Task RemoveAsync(DeleteServiceInput input, CancellationToken cancelled)
    {
        foreach (var deployment in await deployments.ListAsync(input.ServiceId, MayBeRunning))
        {
            await builds.StopAsync(deployment.Id);
        }

        await runtime.RemoveServiceAsync(input.ServiceId, cancelled);
        foreach (var artifact in artifacts.ListOf(input.ServiceId))
        {
            await removal.RunAsync(artifact, cancelled);
        }

        if (await services.FindAsync(input.ServiceId) is { } service)
        {
            builder.Forget(service.Slot);
            sources.Forget(service);
        }
    }
}
