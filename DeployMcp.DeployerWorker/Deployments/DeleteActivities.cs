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
    ServiceSources sources) : IDeleteActivities
{
    /// <summary>Older ones have ended: each new deployment supersedes those before it.</summary>
    private const int MayBeRunning = 20;

    private static CancellationToken Cancelled => ActivityExecutionContext.Current.CancellationToken;

    [Activity]
    public async Task CancelDeploymentsAsync(DeleteServiceInput input)
    {
        await deployments.CancelAllAsync(input.ServiceId);
        var recent = (await deployments.ListAsync(input.ServiceId, MayBeRunning)).Where(d => d.WorkflowStarted).Select(d => d.WorkflowId).ToList();
        await workflows.CancelAsync(recent);
        await Task.WhenAll(recent.Select(id => workflows.WaitAsync(id, Cancelled)));
    }

    [Activity]
    public async Task RemoveRuntimeAsync(DeleteServiceInput input)
    {
        foreach (var deployment in await deployments.ListAsync(input.ServiceId, MayBeRunning))
        {
            await builds.StopAsync(deployment.Id);
        }

        await runtime.RemoveServiceAsync(input.ServiceId, Cancelled);
        foreach (var artifact in artifacts.ListOf(input.ServiceId))
        {
            await removal.RunAsync(artifact, Cancelled);
        }

        if (await services.FindAsync(input.ServiceId) is { } service)
        {
            builder.Forget(service.Slot);
            sources.Forget(service);
        }
    }

    [Activity]
    public Task RemoveRecordAsync(DeleteServiceInput input) => services.RemoveAsync(input.ServiceId);
}
