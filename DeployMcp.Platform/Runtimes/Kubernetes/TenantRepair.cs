using DeployMcp.Domain.Identity;
using DeployMcp.Planning.Kubernetes;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace DeployMcp.Platform.Runtimes.Kubernetes;

/// <summary>
/// Brings back limits and policies of tenants that are gone from their namespaces: somebody removed them, or the cluster was restored
/// from a time before them. Four lists in pages; nothing is applied where nothing is missing.
/// </summary>
internal sealed partial class TenantRepair(IKubernetes client, TenantNamespaces tenants, ClusterSettings settings, ILogger<TenantRepair> logger)
{
    private sealed record Found(UserId Tenant, HashSet<string> Missing);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var spaces = new Dictionary<string, Found>(StringComparer.Ordinal);
        await ListPages.ForEachAsync<V1NamespaceList, V1Namespace>(
            (next, limit) => client.CoreV1.ListNamespaceAsync(labelSelector: OwnerLabels.TenantsSelector, limit: limit, continueParameter: next, cancellationToken: cancellationToken),
            item => Add(spaces, item.Metadata));

        // Of namespaces that are gone it must be forgotten that they were there: the next revision makes them again.
        tenants.Keep(spaces.Values.Select(s => s.Tenant).ToHashSet());
        await FindObjectsAsync(spaces, cancellationToken);
        foreach (var (name, (tenant, missing)) in spaces.Where(s => s.Value.Missing.Count > 0))
        {
            LogMending(string.Join(", ", missing), name);
            tenants.Forget(tenant);
            await tenants.EnsureAsync(tenant, cancellationToken);
        }
    }

    private void Add(Dictionary<string, Found> spaces, V1ObjectMeta meta)
    {
        if (OwnerLabels.TenantOf(meta.Labels) is { } tenant && meta.Name == OwnerLabels.NamespaceOf(settings, tenant) && meta.DeletionTimestamp is null)
        {
            spaces[meta.Name] = new Found(tenant, [.. TenantObjects.Names]);
        }
    }

    /// <summary>Without our label: the cluster's own reconciler may have been the first to make one.</summary>
    private async Task FindObjectsAsync(Dictionary<string, Found> spaces, CancellationToken cancellationToken)
    {
        void Take(IKubernetesObject<V1ObjectMeta> item) => spaces.GetValueOrDefault(item.Metadata.NamespaceProperty)?.Missing.Remove(item.Metadata.Name);

        await ListPages.ForEachAsync<V1NetworkPolicyList, V1NetworkPolicy>(
            (next, limit) => client.NetworkingV1.ListNetworkPolicyForAllNamespacesAsync(limit: limit, continueParameter: next, cancellationToken: cancellationToken), Take);
        await ListPages.ForEachAsync<V1ResourceQuotaList, V1ResourceQuota>(
            (next, limit) => client.CoreV1.ListResourceQuotaForAllNamespacesAsync(limit: limit, continueParameter: next, cancellationToken: cancellationToken), Take);
        await ListPages.ForEachAsync<V1LimitRangeList, V1LimitRange>(
            (next, limit) => client.CoreV1.ListLimitRangeForAllNamespacesAsync(limit: limit, continueParameter: next, cancellationToken: cancellationToken), Take);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Missing} of {Space} were gone: making them again")]
    private partial void LogMending(string missing, string space);
}
