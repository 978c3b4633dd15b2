using DeployMcp.Data.Deployments;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Services;
using DeployMcp.Platform.Runtimes;

namespace DeployMcp.DeployerWorker.Deployments;

/// <summary>
/// Points host names at revisions, always under the service's lock and after a look at its rows: a step that was delayed can't
/// take traffic from a newer deployment, and whoever sees a deployment as active finds it behind its URL. A crash between the
/// runtime's switch and the row's commit is mended by the retry, or by the reconciliation.
/// </summary>
internal sealed class Traffic(DeploymentStore deployments, IServiceRuntime runtime)
{
    /// <summary>The lock is held while the runtime answers.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Makes the deployment the one that serves.</summary>
    /// <param name="announce">Done when its URL answers with it, just before its row says so.</param>
    /// <returns>False when it is no longer wanted.</returns>
    /// <exception cref="RevisionNotReadyException">The runtime has lost it: bring it up and try again.</exception>
    public Task<bool> TrySwitchAsync(Service service, Deployment deployment, Func<Task> announce, CancellationToken cancellationToken)
        => deployments.TryActivateAsync(deployment.Id, async () =>
        {
            if (!await PointAsync(service, deployment, cancellationToken))
            {
                throw new RevisionNotReadyException();
            }

            await announce();
        });

    /// <summary>Points the host name at the deployment that serves by its row already.</summary>
    /// <returns>False when it doesn't serve any more, or isn't ready on the runtime.</returns>
    public async Task<bool> FollowAsync(Service service, Deployment deployment, CancellationToken cancellationToken)
    {
        await using var held = await deployments.LockServingAsync(deployment.Id, cancellationToken);
        return held is not null && await PointAsync(service, deployment, cancellationToken);
    }

    private async Task<bool> PointAsync(Service service, Deployment deployment, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            return await runtime.TryActivateAsync(service.Id, deployment.Id, service.Hostname, limit.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("The runtime did not switch traffic in time.", e);
        }
    }
}

/// <summary>The runtime no longer has the revision that was ready: it was restarted.</summary>
internal sealed class RevisionNotReadyException() : Exception("The revision is not ready on the runtime.");
