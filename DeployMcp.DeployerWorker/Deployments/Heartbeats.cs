using DeployMcp.Data.Deployments;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Identity;
using Temporalio.Activities;

namespace DeployMcp.DeployerWorker.Deployments;

/// <summary>
/// Keeps a long step known to the engine, and ends it when the engine or the database says that it is no longer wanted. The
/// database is asked too because whoever superseded a deployment may have died before it could cancel the workflow.
/// </summary>
internal sealed class Heartbeats(DeploymentStore deployments, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <exception cref="OperationCanceledException">Also when the deployment was superseded or cancelled.</exception>
    public Task WhileAsync(DeploymentId id, Func<CancellationToken, Task> work) => BeatWhileAsync(() => IsUnwantedAsync(id), work);

    /// <summary>For what ends only when the engine says so. A worker that dies meanwhile is noticed within seconds.</summary>
    public async Task<T> AlongAsync<T>(Func<CancellationToken, Task<T>> work)
    {
        T? result = default;
        await BeatWhileAsync(() => Task.FromResult(false), async token => result = await work(token));
        return result!;
    }

    public Task AlongAsync(Func<CancellationToken, Task> work) => BeatWhileAsync(() => Task.FromResult(false), work);

    private async Task BeatWhileAsync(Func<Task<bool>> isUnwanted, Func<CancellationToken, Task> work)
    {
        var context = ActivityExecutionContext.Current;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        using var done = new CancellationTokenSource();
        var beating = BeatAsync(context, isUnwanted, stop, done.Token);
        try
        {
            await work(stop.Token);
        }
        finally
        {
            await done.CancelAsync();
            await beating;
        }
    }

    private async Task BeatAsync(ActivityExecutionContext context, Func<Task<bool>> isUnwanted, CancellationTokenSource stop, CancellationToken done)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(done))
            {
                context.Heartbeat();
                if (await isUnwanted())
                {
                    await stop.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException) when (done.IsCancellationRequested)
        {
            // The work is over.
        }
    }

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
