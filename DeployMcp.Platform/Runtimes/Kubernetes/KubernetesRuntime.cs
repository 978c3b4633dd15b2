using System.Collections.Concurrent;
using System.Net;
using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Identity;
using DeployMcp.Planning.Kubernetes;
using DeployMcp.Planning.Runtime;
using DeployMcp.Platform.Runtimes.Kubernetes.Logs;
using DeployMcp.Platform.Runtimes.Kubernetes.Rollouts;
using k8s;
using k8s.Models;

namespace DeployMcp.Platform.Runtimes.Kubernetes;

/// <summary>
/// A cluster. A service is one Deployment whose pod template names the revision: applying a revision begins a rollout beside the pods that
/// serve, which the cluster ends when the new pod is ready; removing one that isn't ready puts the template before it back.
/// </summary>
internal sealed class KubernetesRuntime(
    IKubernetes client, ServiceObjects objects, TenantNamespaces tenants, TenantRepair repair, RolloutWatch rollouts, RolloutUndo undo, RevisionList revisions, ClusterLogs logs, ClusterSettings settings)
    : IServiceRuntime
{
    private readonly ConcurrentDictionary<ServiceId, string> _spaces = new();

    public async Task ApplyAsync(RevisionSpec spec, CancellationToken cancellationToken)
    {
        var owner = spec.Owner ?? throw new InvalidOperationException("A revision without an owner can't be placed in a cluster.");
        if (spec.Image?.Reference is null)
        {
            throw new DeploymentFailureException(
                FailureCode.PlatformFault, "The release is no image of a registry, and a cluster runs nothing else.", null, "Call redeploy_service: it builds the release again.");
        }

        await tenants.EnsureAsync(owner.Tenant, cancellationToken);
        try
        {
            await ApplyObjectsAsync(spec, owner, cancellationToken);
        }
        catch (HttpRequestException e) when (e.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden)
        {
            // The namespace is gone, or on its way: the next try makes it.
            tenants.Forget(owner.Tenant);
            throw;
        }
    }

    public async Task<RevisionState?> WaitAsync(ServiceId serviceId, DeploymentId deploymentId, TimeSpan patience, CancellationToken cancellationToken)
        => await FindNamespaceAsync(serviceId, cancellationToken) is { } space
            ? await rollouts.WaitAsync(space, serviceId, deploymentId, patience, cancellationToken)
            : null;

    public async Task<bool> TryActivateAsync(ServiceId serviceId, DeploymentId deploymentId, string hostname, CancellationToken cancellationToken)
    {
        if (await FindNamespaceAsync(serviceId, cancellationToken) is not { } space)
        {
            return false;
        }

        var sets = await ClusterErrors.RunAsync(() => client.AppsV1.ListNamespacedReplicaSetAsync(
            space, labelSelector: OwnerLabels.SelectorOf(serviceId), cancellationToken: cancellationToken));
        if (sets.Items.FirstOrDefault(s => OwnerLabels.DeploymentIdOf(s.Metadata.Labels) == deploymentId && s.Spec?.Replicas > 0) is not { } ready
            || (ready.Status?.ReadyReplicas is null or 0 && !await HasReadyPodAsync(space, serviceId, deploymentId, cancellationToken)))
        {
            return false;
        }

        var ingress = objects.Ingress(serviceId, RolloutUndo.OwnerOf(ready.Metadata.Labels, hostname), hostname, deploymentId);
        await ClusterErrors.RunAsync(() => client.NetworkingV1.PatchNamespacedIngressAsync(
            Apply.Of(ingress), ingress.Metadata.Name, space, fieldManager: OwnerLabels.FieldManager, force: true, cancellationToken: cancellationToken));

        // Of the revisions before the one that serves now; a newer one, just applied, keeps its own.
        foreach (var older in Revisions(sets).Where(id => id.Value.CompareTo(deploymentId.Value) < 0))
        {
            await ForgetVariablesAsync(space, older, cancellationToken);
        }

        return true;
    }

    public async Task RemoveAsync(ServiceId serviceId, DeploymentId deploymentId, CancellationToken cancellationToken)
    {
        if (await FindNamespaceAsync(serviceId, cancellationToken) is { } space && await undo.RunAsync(space, serviceId, deploymentId, cancellationToken))
        {
            await RemoveServiceAsync(serviceId, cancellationToken);
        }
    }

    public async Task RemoveServiceAsync(ServiceId serviceId, CancellationToken cancellationToken)
    {
        if (await FindNamespaceAsync(serviceId, cancellationToken) is not { } space)
        {
            return;
        }

        var name = OwnerLabels.NameOf(serviceId);
        await ClusterErrors.FindAsync(() => client.NetworkingV1.DeleteNamespacedIngressAsync(name, space, cancellationToken: cancellationToken));
        foreach (var revision in await ListRevisionsAsync(space, serviceId, cancellationToken))
        {
            await ForgetVariablesAsync(space, revision, cancellationToken);
        }

        await ClusterErrors.FindAsync(() => client.AppsV1.DeleteNamespacedDeploymentAsync(name, space, propagationPolicy: "Background", cancellationToken: cancellationToken));

        // Last: by it the rest is found when a try breaks off.
        await ClusterErrors.FindAsync(() => client.CoreV1.DeleteNamespacedServiceAsync(name, space, cancellationToken: cancellationToken));
        _spaces.TryRemove(serviceId, out _);
    }

    public Task RemoveTenantAsync(UserId tenant, CancellationToken cancellationToken) => tenants.RemoveAsync(tenant, cancellationToken);

    public Task MendAsync(CancellationToken cancellationToken) => repair.RunAsync(cancellationToken);

    public async Task<IReadOnlyList<RevisionState>> ListAsync(CancellationToken cancellationToken)
    {
        var found = await revisions.ReadAsync(cancellationToken);
        foreach (var (space, state) in found)
        {
            _spaces[state.ServiceId] = space;
        }

        return [.. found.Select(f => f.State)];
    }

    public async Task<IReadOnlyList<RuntimeLogLine>> TailLogAsync(ServiceId serviceId, int lines, CancellationToken cancellationToken)
    {
        try
        {
            return await FindNamespaceAsync(serviceId, cancellationToken) is { } space ? await logs.TailAsync(space, serviceId, lines, cancellationToken) : [];
        }
        catch (DeploymentFailureException e)
        {
            // Nothing is being deployed here: to whoever reads logs, it is the cluster that doesn't give them.
            throw new HttpRequestException(e.Failure.Evidence ?? e.Message, e);
        }
    }

    private async Task ApplyObjectsAsync(RevisionSpec spec, RevisionOwner owner, CancellationToken cancellationToken)
    {
        var space = OwnerLabels.NamespaceOf(settings, owner.Tenant);
        var name = OwnerLabels.NameOf(spec.ServiceId);
        var current = await ClusterErrors.FindAsync(() => client.AppsV1.ReadNamespacedDeploymentAsync(name, space, cancellationToken: cancellationToken));
        if (OwnerLabels.DeploymentIdOf(current?.Spec?.Template?.Metadata?.Labels) is { } newest && newest.Value.CompareTo(spec.DeploymentId.Value) > 0)
        {
            // Going back would undo it. What runs of this one goes on running until the newer one is ready, or is removed.
            throw new HttpRequestException("A newer revision of the service is being rolled out.");
        }

        if (current is null || OwnerLabels.DeploymentIdOf(current.Metadata.Labels) == spec.DeploymentId)
        {
            // Also for a revision that was applied before: somebody may have removed the Service alone.
            await ApplyServiceAsync(spec, owner, space, cancellationToken);
        }

        var secret = objects.Secret(spec, owner);
        await ClusterErrors.RunAsync(() => client.CoreV1.PatchNamespacedSecretAsync(
            Apply.Of(secret), secret.Metadata.Name, space, fieldManager: OwnerLabels.FieldManager, force: true, cancellationToken: cancellationToken));
        await ClusterErrors.RunAsync(() => client.AppsV1.PatchNamespacedDeploymentAsync(
            Apply.Of(objects.Deployment(spec, owner)), name, space, fieldManager: OwnerLabels.FieldManager, force: true, cancellationToken: cancellationToken));
        _spaces[spec.ServiceId] = space;
    }

    private Task<V1Service> ApplyServiceAsync(RevisionSpec spec, RevisionOwner owner, string space, CancellationToken cancellationToken)
        => ClusterErrors.RunAsync(() => client.CoreV1.PatchNamespacedServiceAsync(
            Apply.Of(objects.Service(spec.ServiceId, owner, spec.DeploymentId)), OwnerLabels.NameOf(spec.ServiceId), space, fieldManager: OwnerLabels.FieldManager, force: true, cancellationToken: cancellationToken));

    /// <summary>The ReplicaSet's own status comes a moment after its pod's.</summary>
    private async Task<bool> HasReadyPodAsync(string space, ServiceId service, DeploymentId id, CancellationToken cancellationToken)
    {
        var pods = await ClusterErrors.RunAsync(() => client.CoreV1.ListNamespacedPodAsync(
            space, labelSelector: OwnerLabels.SelectorOf(service, id), cancellationToken: cancellationToken));
        return pods.Items.Any(PodProblems.IsReady);
    }

    /// <summary>One by one: removing a collection of secrets would need the right to read them, as the answer quotes what it removed.</summary>
    private Task<V1Status?> ForgetVariablesAsync(string space, DeploymentId revision, CancellationToken cancellationToken)
        => ClusterErrors.FindAsync(() => client.CoreV1.DeleteNamespacedSecretAsync(OwnerLabels.SecretOf(revision), space, cancellationToken: cancellationToken));

    private async Task<List<DeploymentId>> ListRevisionsAsync(string space, ServiceId service, CancellationToken cancellationToken)
    {
        var sets = await ClusterErrors.RunAsync(() => client.AppsV1.ListNamespacedReplicaSetAsync(
            space, labelSelector: OwnerLabels.SelectorOf(service), cancellationToken: cancellationToken));
        if (Revisions(sets) is { Count: > 0 } found)
        {
            return found;
        }

        var first = await ClusterErrors.FindAsync(() => client.CoreV1.ReadNamespacedServiceAsync(OwnerLabels.NameOf(service), space, cancellationToken: cancellationToken));
        return OwnerLabels.DeploymentIdOf(first?.Metadata.Labels) is { } only ? [only] : [];
    }

    private static List<DeploymentId> Revisions(V1ReplicaSetList sets)
        => [.. sets.Items.Select(s => OwnerLabels.DeploymentIdOf(s.Metadata.Labels)).OfType<DeploymentId>().Distinct()];

    /// <summary>Null when the cluster has nothing of the service.</summary>
    private async Task<string?> FindNamespaceAsync(ServiceId service, CancellationToken cancellationToken)
    {
        if (_spaces.TryGetValue(service, out var known))
        {
            return known;
        }

        var found = await ClusterErrors.RunAsync(() => client.CoreV1.ListServiceForAllNamespacesAsync(
            labelSelector: $"{OwnerLabels.OursSelector},{OwnerLabels.SelectorOf(service)}", cancellationToken: cancellationToken));
        return found.Items.FirstOrDefault()?.Metadata.NamespaceProperty is { } space ? _spaces[service] = space : null;
    }
}
