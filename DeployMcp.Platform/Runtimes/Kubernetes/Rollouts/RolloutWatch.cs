using System.Threading.Channels;
using DeployMcp.Domain.Identity;
using DeployMcp.Planning.Kubernetes;
using DeployMcp.Planning.Runtime;
using k8s;
using k8s.Models;

namespace DeployMcp.Platform.Runtimes.Kubernetes.Rollouts;

/// <summary>Follows a rollout until it is decided: two lists, then two watches; nothing is asked again while nothing changes.</summary>
internal sealed class RolloutWatch(IKubernetes client, RolloutJudge judge, TimeProvider time)
{
    /// <returns>Null when there is no such service in the cluster.</returns>
    public async Task<RevisionState?> WaitAsync(string space, ServiceId service, DeploymentId id, TimeSpan patience, CancellationToken cancellationToken)
    {
        var deadline = time.GetUtcNow() + patience;
        while (true)
        {
            var view = await ReadAsync(space, service, id, cancellationToken);
            if (view.Deployment is null)
            {
                return null;
            }

            if (await FollowAsync(view, space, service, id, deadline, cancellationToken) is { } state)
            {
                return state;
            }

            if (time.GetUtcNow() >= deadline)
            {
                return new RevisionState(service, id, RevisionPhase.Starting, false, null, 0, null);
            }
        }
    }

    private async Task<RolloutView> ReadAsync(string space, ServiceId service, DeploymentId id, CancellationToken cancellationToken)
    {
        var deployments = await ClusterErrors.RunAsync(() => client.AppsV1.ListNamespacedDeploymentAsync(
            space, labelSelector: OwnerLabels.SelectorOf(service), cancellationToken: cancellationToken));
        var pods = await ClusterErrors.RunAsync(() => client.CoreV1.ListNamespacedPodAsync(
            space, labelSelector: OwnerLabels.SelectorOf(service, id), cancellationToken: cancellationToken));
        return new RolloutView(deployments.Items.FirstOrDefault(), deployments.Metadata.ResourceVersion, pods.Items, pods.Metadata.ResourceVersion);
    }

    /// <returns>The decision; null when the time is over, or the lists have to be read anew.</returns>
    private async Task<RevisionState?> FollowAsync(
        RolloutView view, string space, ServiceId service, DeploymentId id, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        var (state, again) = await judge.JudgeAsync(view, service, id, cancellationToken);
        if (state is not null)
        {
            return state;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var changes = Channel.CreateUnbounded<Action>();
        var watching = WatchAsync(view, space, service, id, changes.Writer, stop.Token);
        try
        {
            while (await NextAsync(changes.Reader, again is { } at && at < deadline ? at : deadline, cancellationToken))
            {
                (state, again) = await judge.JudgeAsync(view, service, id, cancellationToken);
                if (state is not null || view.Deployment is null || time.GetUtcNow() >= deadline)
                {
                    return state;
                }
            }

            return null;
        }
        finally
        {
            await stop.CancelAsync();
            await watching;
        }
    }

    /// <summary>Completes the channel when a list has to be read anew, or with the error that ended a watch.</summary>
    private async Task WatchAsync(RolloutView view, string space, ServiceId service, DeploymentId id, ChannelWriter<Action> changes, CancellationToken cancellationToken)
    {
        var deployments = new ObjectWatch<V1Deployment>(
            (version, onError, stop) => client.AppsV1.WatchListNamespacedDeploymentAsync(
                space, labelSelector: OwnerLabels.SelectorOf(service), resourceVersion: version, allowWatchBookmarks: true, onError: onError, cancellationToken: stop),
            view.Take,
            time);
        var pods = new ObjectWatch<V1Pod>(
            (version, onError, stop) => client.CoreV1.WatchListNamespacedPodAsync(
                space, labelSelector: OwnerLabels.SelectorOf(service, id), resourceVersion: version, allowWatchBookmarks: true, onError: onError, cancellationToken: stop),
            view.Take,
            time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] both = [deployments.RunAsync(view.DeploymentVersion, changes, either.Token), pods.RunAsync(view.PodVersion, changes, either.Token)];
        var first = await Task.WhenAny(both);
        await either.CancelAsync();
        changes.TryComplete(first.Exception?.InnerException is { } fault ? ClusterErrors.Translate(fault) ?? fault : null);
        await Task.WhenAll(both).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Takes what has come, waiting until then for something to come.</summary>
    /// <returns>False when the watches have ended.</returns>
    private async Task<bool> NextAsync(ChannelReader<Action> changes, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var left = until - time.GetUtcNow();
        using var limit = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            if (!await changes.WaitToReadAsync(either.Token))
            {
                return false;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return true;
        }

        while (changes.TryRead(out var change))
        {
            change();
        }

        return true;
    }
}
