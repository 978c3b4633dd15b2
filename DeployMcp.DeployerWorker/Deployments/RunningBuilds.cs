using System.Collections.Concurrent;
using DeployMcp.Domain.Identity;

namespace DeployMcp.DeployerWorker.Deployments;

/// <summary>
/// The builds of this process, so that whoever cleans up after a deployment can end its build first: the engine lets a
/// cancelled workflow go on while its activity still winds down.
/// </summary>
internal sealed class RunningBuilds
{
    private readonly ConcurrentDictionary<DeploymentId, (CancellationTokenSource Stop, TaskCompletionSource Ended)> _running = new();

    public async Task RunAsync(DeploymentId id, Func<CancellationToken, Task> build, CancellationToken cancellationToken)
    {
        // An attempt that lost its heartbeat may still be here when the next one comes.
        await StopAsync(id);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var entry = (stop, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _running[id] = entry;
        try
        {
            await build(stop.Token);
        }
        finally
        {
            _running.TryRemove(KeyValuePair.Create(id, entry));
            entry.Item2.SetResult();
        }
    }

    /// <summary>Returns when no build of that deployment runs here.</summary>
    public async Task StopAsync(DeploymentId id)
    {
        while (_running.TryGetValue(id, out var build))
        {
            try
            {
                await build.Stop.CancelAsync();
            }
            catch (ObjectDisposedException)
            {
                // It ended in this moment.
            }

            await build.Ended.Task;
        }
    }
}
