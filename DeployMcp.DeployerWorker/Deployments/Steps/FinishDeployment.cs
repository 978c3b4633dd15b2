using DeployMcp.Data.Deployments;
using DeployMcp.DeployerWorker.Deployments.Logs;
using DeployMcp.DeployerWorker.Telemetry;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Failures;
using DeployMcp.Platform.Builders;
using DeployMcp.Platform.Runtimes;
using DeployMcp.Workflows.Deployments;

namespace DeployMcp.DeployerWorker.Deployments.Steps;

/// <summary>The way back from any step: what this deployment has made goes, and the row says how it ended.</summary>
internal sealed class FinishDeployment(
    DeploymentStore deployments, RunningBuilds builds, IServiceRuntime runtime, Releases releases, BuildOptions options, PlatformFaults faults, DeploymentLogs logs, DeploymentMetrics metrics)
{
    public async Task<DeployServiceResult> RunAsync(FinishInput input, CancellationToken cancellationToken)
    {
        var (serviceId, id) = input.Step;
        if (await deployments.FindAsync(id) is not { } deployment)
        {
            return new DeployServiceResult(DeploymentStatus.Cancelled, null);
        }

        if (deployment.Status is DeploymentStatus.Active or DeploymentStatus.Crashed or DeploymentStatus.Removed)
        {
            // It did take over; only the last step's answer was lost. What is missing of it, the reconciliation mends.
            return new DeployServiceResult(deployment.Status, null);
        }

        await builds.StopAsync(id);
        await runtime.RemoveAsync(serviceId, id, cancellationToken);
        TreeRemoval.Run(Path.Combine(options.WorkDirectory, id.ToString()));
        await RecordAsync(deployment, input.Status);
        await releases.RetireAsync(serviceId);
        var ended = await deployments.FindAsync(id) ?? deployment;
        var code = ended.Status == DeploymentStatus.Failed ? ended.Failure?.Code : null;
        metrics.CountEnd(ended.Status, code);
        return new DeployServiceResult(ended.Status, code);
    }

    private static string? Farewell(DeploymentStatus status) => status switch
    {
        DeploymentStatus.Superseded => "Superseded by a newer deployment",
        DeploymentStatus.Cancelled => "Cancelled: its processes and files are gone",
        _ => null,
    };

    private async Task RecordAsync(Deployment deployment, DeploymentStatus status)
    {
        if (status == DeploymentStatus.Failed && deployment.Failure is null && deployment.Status.IsInProgress())
        {
            var unexplained = await faults.ConcludeAsync(deployment.Id);
            await deployments.SetFailureAsync(deployment.Id, unexplained);
            await logs.WriteAsync(deployment.Id, $"Failed ({unexplained.Code.ToWire()}): {unexplained.Message}");
        }

        if (!await deployments.TryFinishAsync(deployment.Id, status) && Farewell(deployment.Status) is { } farewell)
        {
            await logs.WriteAsync(deployment.Id, farewell);
        }
    }
}
