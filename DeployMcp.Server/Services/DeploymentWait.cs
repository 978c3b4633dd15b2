using DeployMcp.Data.Deployments;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Services;

namespace DeployMcp.Server.Services;

/// <summary>Follows a deployment until it is active or has ended, or the time is over. Who stops following stops nothing else.</summary>
public sealed class DeploymentWait(DeploymentStore deployments, DeploymentLogStore logs, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(150);

    /// <param name="seconds">0 to 600; what lies outside is drawn to the nearer end.</param>
    /// <param name="report">Told of each stage, and of what building and deploying say.</param>
    /// <returns>Its last state; null when it is gone.</returns>
    public async Task<Deployment?> UntilSettledAsync(DeploymentId id, int seconds, Func<string, Task>? report, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var patience = TimeSpan.FromSeconds(Math.Clamp(seconds, 0, ServiceLimits.MaxWaitSeconds));
        DeploymentStatus? told = null;
        var line = 0L;
        while (true)
        {
            var deployment = await deployments.FindAsync(id);
            if (report is not null && deployment is not null)
            {
                line = await ReportLinesAsync(id, line, report);
                if (told != deployment.Status)
                {
                    told = deployment.Status;
                    await report(deployment.Status.ToWire());
                }
            }

            if (deployment is null || !deployment.Status.IsInProgress() || time.GetElapsedTime(started) >= patience)
            {
                return deployment;
            }

            await Task.Delay(Interval, time, cancellationToken);
        }
    }

    private async Task<long> ReportLinesAsync(DeploymentId id, long after, Func<string, Task> report)
    {
        foreach (var (number, text) in await logs.SinceAsync(id, after))
        {
            await report(text);
            after = number;
        }

        return after;
    }
}
