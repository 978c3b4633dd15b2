using DeployMcp.Data.Deployments;
using DeployMcp.Domain.Identity;

namespace DeployMcp.DeployerWorker.Deployments.Logs;

internal sealed class DeploymentLogs(DeploymentLogStore store, TimeProvider time)
{
    public DeploymentLog Open(DeploymentId id) => new(store, id, time);

    /// <summary>One line, stored when this returns.</summary>
    public Task WriteAsync(DeploymentId id, string line) => store.AppendAsync(id, [new LogLine(time.GetUtcNow(), line)]);
}
