using DeployMcp.Domain.Identity;
using DeployMcp.Planning.Kubernetes;
using DeployMcp.Planning.Runtime;
using DeployMcp.Platform.Runtimes.Kubernetes.Logs;
using DeployMcp.Platform.Runtimes.Kubernetes.Rollouts;
using k8s;
using k8s.Models;

namespace DeployMcp.Platform.Runtimes.Kubernetes;

/// <summary>
/// Every revision of every service, from three lists: ReplicaSets, which are the revisions, Ingresses, which say who serves, and Services,
/// which are made first and removed last, and so show what has no ReplicaSet.
/// </summary>
internal sealed class RevisionList(IKubernetes client, PodProblems problems, PodEvidence evidence, TimeProvider time)
{
    public async Task<IReadOnlyList<(string Namespace, RevisionState State)>> ReadAsync(CancellationToken cancellationToken)
    {
        var serving = new HashSet<DeploymentId>();
        await ListPages.ForEachAsync<V1IngressList, V1Ingress>(
            (next, limit) => client.NetworkingV1.ListIngressForAllNamespacesAsync(labelSelector: OwnerLabels.OursSelector, limit: limit, continueParameter: next, cancellationToken: cancellationToken),
            ingress => serving.UnionWith(OwnerLabels.DeploymentIdOf(ingress.Metadata.Labels) is { } id ? [id] : []));
        var found = new List<(string Namespace, RevisionState State)>();
        var down = new List<V1ReplicaSet>();
        await ListPages.ForEachAsync<V1ReplicaSetList, V1ReplicaSet>(
            (next, limit) => client.AppsV1.ListReplicaSetForAllNamespacesAsync(labelSelector: OwnerLabels.OursSelector, limit: limit, continueParameter: next, cancellationToken: cancellationToken),
            set => Sort(set, serving, found, down));
        foreach (var set in down)
        {
            found.Add((set.Metadata.NamespaceProperty, await DownAsync(set, cancellationToken)));
        }

        var reachable = await AddIncompleteAsync(found, cancellationToken);

        // A revision has two ReplicaSets while the platform itself changes what its pods look like. One without a Service serves nobody.
        return
        [
            .. found.GroupBy(f => f.State.DeploymentId).Select(g => g.MaxBy(f => f.State.Phase == RevisionPhase.Ready))
                .Select(f => (f.Namespace, f.State with { Serving = f.State.Serving && reachable.Contains(f.State.ServiceId) })),
        ];
    }

    /// <summary>Services without a revision that runs: their Deployment is gone, or has made nothing yet.</summary>
    /// <returns>All that have a Service.</returns>
    private async Task<HashSet<ServiceId>> AddIncompleteAsync(List<(string Namespace, RevisionState State)> found, CancellationToken cancellationToken)
    {
        var known = found.Select(f => f.State.ServiceId).ToHashSet();
        var incomplete = new List<V1Service>();
        var all = new HashSet<ServiceId>();
        await ListPages.ForEachAsync<V1ServiceList, V1Service>(
            (next, limit) => client.CoreV1.ListServiceForAllNamespacesAsync(labelSelector: OwnerLabels.OursSelector, limit: limit, continueParameter: next, cancellationToken: cancellationToken),
            service => incomplete.AddRange(OwnerLabels.ServiceIdOf(service.Metadata.Labels) is { } id && all.Add(id) && !known.Contains(id) ? [service] : []));
        foreach (var meta in incomplete.Select(s => s.Metadata))
        {
            var deployment = await ClusterErrors.FindAsync(() => client.AppsV1.ReadNamespacedDeploymentAsync(meta.Name, meta.NamespaceProperty, cancellationToken: cancellationToken));
            if ((OwnerLabels.DeploymentIdOf(deployment?.Metadata.Labels) ?? OwnerLabels.DeploymentIdOf(meta.Labels)) is { } id)
            {
                var phase = deployment is null ? RevisionPhase.Stopped : RevisionPhase.Starting;
                found.Add((meta.NamespaceProperty, new RevisionState(OwnerLabels.ServiceIdOf(meta.Labels)!.Value, id, phase, false, null, 0, null)));
            }
        }

        return all;
    }

    private static void Sort(V1ReplicaSet set, HashSet<DeploymentId> serving, List<(string Namespace, RevisionState State)> found, List<V1ReplicaSet> down)
    {
        if (Ids(set) is not var (service, id) || set.Spec?.Replicas is null or 0)
        {
            return;
        }

        var isReady = set.Status?.ReadyReplicas > 0;
        if (!isReady && serving.Contains(id))
        {
            down.Add(set);
            return;
        }

        var phase = isReady ? RevisionPhase.Ready : RevisionPhase.Starting;
        found.Add((set.Metadata.NamespaceProperty, new RevisionState(service, id, phase, serving.Contains(id), null, 0, null)));
    }

    /// <summary>It served and doesn't any more: its pods say why.</summary>
    private async Task<RevisionState> DownAsync(V1ReplicaSet set, CancellationToken cancellationToken)
    {
        var (service, id) = Ids(set)!.Value;
        var pods = await ClusterErrors.RunAsync(() => client.CoreV1.ListNamespacedPodAsync(
            set.Metadata.NamespaceProperty, labelSelector: OwnerLabels.SelectorOf(service, id), cancellationToken: cancellationToken));
        var restarts = pods.Items.Sum(p => p.Status?.ContainerStatuses?.Sum(c => c.RestartCount) ?? 0);
        var problem = pods.Items.Select(p => problems.Find(p, time.GetUtcNow()).Problem).FirstOrDefault(p => p is not null);
        return problem is null
            ? new RevisionState(service, id, RevisionPhase.Starting, true, null, restarts, null)
            : new RevisionState(service, id, RevisionPhase.Crashed, true, null, restarts, await evidence.ExplainAsync(problem, cancellationToken));
    }

    private static (ServiceId Service, DeploymentId Deployment)? Ids(V1ReplicaSet set)
        => OwnerLabels.ServiceIdOf(set.Metadata.Labels) is { } service && OwnerLabels.DeploymentIdOf(set.Metadata.Labels) is { } id ? (service, id) : null;
}
