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
        var name = OwnerLabels.NameOf(service);
        var current = await ClusterErrors.FindAsync(() => client.AppsV1.ReadNamespacedDeploymentAsync(name, space, cancellationToken: cancellationToken));
        if (current is null)
        {
            return true;
        }

        var sets = await ClusterErrors.RunAsync(() => client.AppsV1.ListNamespacedReplicaSetAsync(
            space, labelSelector: OwnerLabels.SelectorOf(service), cancellationToken: cancellationToken));
        if (OwnerLabels.DeploymentIdOf(current.Spec.Template.Metadata.Labels) == id)
        {
            var before = sets.Items.Where(s => s.Spec.Replicas > 0 && OwnerLabels.DeploymentIdOf(s.Metadata.Labels) is { } other && other != id)
                .MaxBy(s => OwnerLabels.DeploymentIdOf(s.Metadata.Labels)!.Value.Value);
            if (before is null)
            {
                return true;
            }

            await RestoreAsync(current, before, service, cancellationToken);
        }

        foreach (var set in sets.Items.Where(s => OwnerLabels.DeploymentIdOf(s.Metadata.Labels) == id))
        {
            await ClusterErrors.FindAsync(() => client.AppsV1.DeleteNamespacedReplicaSetAsync(set.Metadata.Name, space, propagationPolicy: "Background", cancellationToken: cancellationToken));
        }

        await ClusterErrors.FindAsync(() => client.CoreV1.DeleteNamespacedSecretAsync(OwnerLabels.SecretOf(id), space, cancellationToken: cancellationToken));
        return false;
    }

    /// <param name="hostname">The service's; only the Ingress has it.</param>
    public static RevisionOwner OwnerOf(IDictionary<string, string> labels, string hostname) => new(
        new UserId(Guid.ParseExact(labels[OwnerLabels.Tenant], "N")), labels[OwnerLabels.Project], labels[OwnerLabels.Name], hostname);

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
