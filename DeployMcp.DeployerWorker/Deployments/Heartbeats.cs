using DeployMcp.Data.Deployments;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Identity;
using DeployMcp.ServiceDefaults.Workflows;

namespace DeployMcp.DeployerWorker.Deployments;

/// <summary>
/// Keeps a long step known to the engine, and ends it when the engine or the database says that it is no longer wanted. The
/// database is asked too because whoever superseded a deployment may have died before it could cancel the workflow.
/// </summary>
internal sealed class Heartbeats(DeploymentStore deployments, TimeProvider time)
{
    /// <exception cref="OperationCanceledException">Also when the deployment was superseded or cancelled.</exception>
    public Task WhileAsync(DeploymentId id, Func<CancellationToken, Task> work) => ActivityHeartbeat.BeatWhileAsync(time, work, () => IsUnwantedAsync(id));

    /// <summary>For what ends only when the engine says so. A worker that dies meanwhile is noticed within seconds.</summary>
    public async Task<T> AlongAsync<T>(Func<CancellationToken, Task<T>> work)
    {
        T? result = default;
        await ActivityHeartbeat.BeatWhileAsync(time, async token => result = await work(token));
        return result!;
    }

    public Task AlongAsync(Func<CancellationToken, Task> work) => ActivityHeartbeat.BeatWhileAsync(time, work);

    /// <summary>A database that doesn't answer stops no build: its own next step will say so.</summary>
    private async Task<bool> IsUnwantedAsync(DeploymentId id)
    {
        try
        {
            return (await deployments.FindAsync(id))?.Status.IsInProgress() != true;
        }
        catch (Npgsql.NpgsqlException)
        {
            return false;
        }
    }
}
