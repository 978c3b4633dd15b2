using DeployMcp.Domain.Identity;
using DeployMcp.Planning.Kubernetes;
using k8s;
using k8s.Models;

namespace DeployMcp.Platform.Runtimes.Kubernetes.Rollouts;

/// <summary>Takes a revision out of its service: the one before it becomes the Deployment's template again, under optimistic locking.</summary>
internal sealed class RolloutUndo(IKubernetes client, ServiceObjects objects)
{
    private const string TemplateHash = "pod-template-hash";

    /// <returns>True when nothing is left that the service could run: the whole service is to go.</returns>
    public async Task<bool> RunAsync(string space, ServiceId service, DeploymentId id, CancellationToken cancellationToken)
    {
        var current = await ClusterErrors.FindAsync(() => client.AppsV1.ReadNamespacedDeploymentAsync(OwnerLabels.NameOf(service), space, cancellationToken: cancellationToken));
        if (current is null)
        {
            return true;
        }

        if (OwnerLabels.DeploymentIdOf(current.Spec.Template.Metadata.Labels) == id)
        {
            if (await FindServedAsync(space, service, id, cancellationToken) is not { } before)
            {
                return true;
            }

            await RestoreAsync(current, before, service, cancellationToken);
        }

        await ClusterErrors.FindAsync(() => client.CoreV1.DeleteNamespacedSecretAsync(OwnerLabels.SecretOf(id), space, cancellationToken: cancellationToken));
        return false;
    }

    /// <param name="hostname">The service's; only the Ingress has it.</param>
    public static RevisionOwner OwnerOf(IDictionary<string, string> labels, string hostname) => new(
        new UserId(Guid.ParseExact(labels[OwnerLabels.Tenant], "N")), labels[OwnerLabels.Project], labels[OwnerLabels.Name], hostname);

    /// <summary>
    /// The revision that the host name was given to last: its pods serve, or the cluster has scaled them down already because the one that
    /// goes now was ready. Its template is in the history, its variables are there until another one is given the host name.
    /// </summary>
    private async Task<V1ReplicaSet?> FindServedAsync(string space, ServiceId service, DeploymentId but, CancellationToken cancellationToken)
    {
        var ingress = await ClusterErrors.FindAsync(() => client.NetworkingV1.ReadNamespacedIngressAsync(OwnerLabels.NameOf(service), space, cancellationToken: cancellationToken));
        if (OwnerLabels.DeploymentIdOf(ingress?.Metadata.Labels) is not { } serving || serving == but)
        {
            return null;
        }

        var sets = await ClusterErrors.RunAsync(() => client.AppsV1.ListNamespacedReplicaSetAsync(
            space, labelSelector: OwnerLabels.SelectorOf(service, serving), cancellationToken: cancellationToken));
        return sets.Items.MaxBy(s => s.Spec.Replicas ?? 0);
    }

    private async Task RestoreAsync(V1Deployment current, V1ReplicaSet before, ServiceId service, CancellationToken cancellationToken)
    {
        var template = before.Spec.Template;
        template.Metadata.Labels.Remove(TemplateHash);
        template.Metadata.CreationTimestamp = null;
        var labels = new Dictionary<string, string>(template.Metadata.Labels, StringComparer.Ordinal);
        var wanted = objects.Deployment(service, OwnerOf(labels, hostname: ""), labels, template);

        // With the version that was read, the server refuses it (409) when a newer revision was applied in between.
        wanted.Metadata.ResourceVersion = current.Metadata.ResourceVersion;
        await ClusterErrors.RunAsync(() => client.AppsV1.PatchNamespacedDeploymentAsync(
            Apply.Of(wanted), wanted.Metadata.Name, current.Metadata.NamespaceProperty, fieldManager: OwnerLabels.FieldManager, force: true, cancellationToken: cancellationToken));
    }
}
