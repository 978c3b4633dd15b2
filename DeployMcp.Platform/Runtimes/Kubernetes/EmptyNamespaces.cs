using DeployMcp.Planning.Kubernetes;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace DeployMcp.Platform.Runtimes.Kubernetes;

/// <summary>
/// Removes tenants' namespaces in which no service is left, with whatever a broken-off try left in them. One has to be empty in two looks:
/// a tenant who deletes a service often makes another one, and a namespace on its way out can't be used for a while.
/// </summary>
internal sealed partial class EmptyNamespaces(IKubernetes client, TenantNamespaces tenants, ClusterSettings settings, TimeProvider time, ILogger<EmptyNamespaces> logger)
    : IRuntimeSweep
{
    private static readonly TimeSpan YoungestAge = TimeSpan.FromMinutes(10);

    private HashSet<string> _before = [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // The namespaces first: one that is used in between is no longer empty when the services are read.
        var found = new List<V1Namespace>();
        await ListPages.ForEachAsync<V1NamespaceList, V1Namespace>(
            (next, limit) => client.CoreV1.ListNamespaceAsync(labelSelector: OwnerLabels.TenantsSelector, limit: limit, continueParameter: next, cancellationToken: cancellationToken),
            found.Add);
        var used = new HashSet<string>(StringComparer.Ordinal);
        await ListPages.ForEachAsync<V1ServiceList, V1Service>(
            (next, limit) => client.CoreV1.ListServiceForAllNamespacesAsync(labelSelector: OwnerLabels.OursSelector, limit: limit, continueParameter: next, cancellationToken: cancellationToken),
            service => used.Add(service.Metadata.NamespaceProperty));
        var empty = found.Where(n => !used.Contains(n.Metadata.Name) && IsRemovable(n.Metadata)).ToList();
        foreach (var item in empty.Where(n => _before.Contains(n.Metadata.Uid)))
        {
            LogRemoving(item.Metadata.Name);
            await ClusterErrors.FindAsync(() => client.CoreV1.DeleteNamespaceAsync(item.Metadata.Name, cancellationToken: cancellationToken));
            tenants.Forget(OwnerLabels.TenantOf(item.Metadata.Labels)!.Value);
        }

        _before = [.. empty.Select(n => n.Metadata.Uid)];
    }

    private bool IsRemovable(V1ObjectMeta meta)
        => OwnerLabels.TenantOf(meta.Labels) is { } tenant
            && meta.Name == OwnerLabels.NamespaceOf(settings, tenant)
            && meta.DeletionTimestamp is null
            && meta.CreationTimestamp <= (time.GetUtcNow() - YoungestAge).UtcDateTime;

    [LoggerMessage(Level = LogLevel.Information, Message = "Removing the namespace {Space}: none of its tenant's services is left")]
    private partial void LogRemoving(string space);
}
