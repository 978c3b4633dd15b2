using DeployMcp.Domain.Identity;
using DeployMcp.Planning.Kubernetes;
using DeployMcp.Planning.Runtime;
using DeployMcp.Platform.Runtimes.Kubernetes.Logs;
using DeployMcp.Platform.Runtimes.Kubernetes.Rollouts;
using k8s;
using k8s.Models;

namespace DeployMcp.Platform.Runtimes.Kubernetes;

/// <summary>Every revision of every service, from two lists: ReplicaSets, which are the revisions, and Ingresses, which say who serves.</summary>
internal sealed class RevisionList(IKubernetes client, PodProblems problems, PodEvidence evidence, TimeProvider time)
{
    private const int Page = 500;

    public async Task<IReadOnlyList<(string Namespace, RevisionState State)>> ReadAsync(CancellationToken cancellationToken)
    {
        var serving = new HashSet<DeploymentId>();
        await ForEachAsync<V1IngressList, V1Ingress>(
            next => client.NetworkingV1.ListIngressForAllNamespacesAsync(labelSelector: OwnerLabels.OursSelector, limit: Page, continueParameter: next, cancellationToken: cancellationToken),
            ingress =>
            {
                if (OwnerLabels.DeploymentIdOf(ingress.Metadata.Labels) is { } id)
                {
                    serving.Add(id);
                }
            });
        var found = new List<(string, RevisionState)>();
        var down = new List<V1ReplicaSet>();
        await ForEachAsync<V1ReplicaSetList, V1ReplicaSet>(
            next => client.AppsV1.ListReplicaSetForAllNamespacesAsync(labelSelector: OwnerLabels.OursSelector, limit: Page, continueParameter: next, cancellationToken: cancellationToken),
            set => Sort(set, serving, found, down));
        foreach (var set in down)
        {
            found.Add((set.Metadata.NamespaceProperty, await DownAsync(set, cancellationToken)));
        }

        return found;
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

    private static async Task ForEachAsync<TList, T>(Func<string?, Task<TList>> read, Action<T> take)
        where TList : IItems<T>, IKubernetesObject<V1ListMeta>
    {
        string? next = null;
        do
        {
            var page = await ClusterErrors.RunAsync(() => read(next));
            foreach (var item in page.Items)
            {
                take(item);
            }

            next = page.Metadata.ContinueProperty;
        }
        while (!string.IsNullOrEmpty(next));
    }
}
