using System.Collections.Concurrent;
using System.Net;
using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Identity;
using DeployMcp.Planning.Kubernetes;
using DeployMcp.Platform.Concurrency;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace DeployMcp.Platform.Runtimes.Kubernetes;

/// <summary>A namespace per tenant with its quota and policies, made once; one of the same name that isn't ours is never touched.</summary>
internal sealed partial class TenantNamespaces(IKubernetes client, ClusterSettings settings, ILogger<TenantNamespaces> logger)
{
    private readonly ConcurrentDictionary<UserId, bool> _ready = new();
    private readonly KeyedLock _inTurn = new();

    /// <exception cref="DeploymentFailureException">The namespace is somebody else's.</exception>
    public async Task EnsureAsync(UserId tenant, CancellationToken cancellationToken)
    {
        if (_ready.ContainsKey(tenant))
        {
            return;
        }

        // A tenant's services that come back together make its namespace once.
        using var turn = await _inTurn.EnterAsync(tenant.ToString(), cancellationToken);
        if (_ready.ContainsKey(tenant))
        {
            return;
        }

        var name = OwnerLabels.NamespaceOf(settings, tenant);
        var found = await ClusterErrors.FindAsync(() => client.CoreV1.ReadNamespaceAsync(name, cancellationToken: cancellationToken));
        RequireOurs(found ?? await CreateAsync(tenant, cancellationToken), tenant);
        await ApplyLimitsAsync(tenant, name, cancellationToken);
        _ready[tenant] = true;
    }

    /// <summary>Somebody removed it: it is made again for the next revision.</summary>
    public void Forget(UserId tenant) => _ready.TryRemove(tenant, out _);

    /// <summary>Forgets all but these.</summary>
    public void Keep(IReadOnlySet<UserId> there)
    {
        foreach (var gone in _ready.Keys.Where(t => !there.Contains(t)))
        {
            Forget(gone);
        }
    }

    /// <summary>With everything in it. One that isn't ours is left alone.</summary>
    public async Task RemoveAsync(UserId tenant, CancellationToken cancellationToken)
    {
        var name = OwnerLabels.NamespaceOf(settings, tenant);
        var found = await ClusterErrors.FindAsync(() => client.CoreV1.ReadNamespaceAsync(name, cancellationToken: cancellationToken));
        if (found is not null && IsOurs(found, tenant))
        {
            await ClusterErrors.FindAsync(() => client.CoreV1.DeleteNamespaceAsync(name, cancellationToken: cancellationToken));
        }

        Forget(tenant);
    }

    /// <summary>Created, not applied: applying would take over one that appeared in between.</summary>
    private async Task<V1Namespace> CreateAsync(UserId tenant, CancellationToken cancellationToken)
    {
        var wanted = TenantObjects.Namespace(settings, tenant);
        try
        {
            return await ClusterErrors.RunAsync(() => client.CoreV1.CreateNamespaceAsync(wanted, fieldManager: OwnerLabels.FieldManager, cancellationToken: cancellationToken));
        }
        catch (HttpRequestException e) when (e.StatusCode == HttpStatusCode.Conflict)
        {
            return await ClusterErrors.RunAsync(() => client.CoreV1.ReadNamespaceAsync(wanted.Metadata.Name, cancellationToken: cancellationToken));
        }
    }

    private async Task ApplyLimitsAsync(UserId tenant, string name, CancellationToken cancellationToken)
    {
        var quota = TenantObjects.ResourceQuota(settings, tenant);
        var limits = TenantObjects.LimitRange(settings, tenant);
        var policy = TenantObjects.Isolation(settings, tenant);

        // The policy first: nothing runs in the namespace before it holds.
        await ClusterErrors.RunAsync(() => client.NetworkingV1.PatchNamespacedNetworkPolicyAsync(
            Apply.Of(policy), policy.Metadata.Name, name, fieldManager: OwnerLabels.FieldManager, force: true, cancellationToken: cancellationToken));
        await ApplyIngressPolicyAsync(tenant, name, cancellationToken);
        await ClusterErrors.RunAsync(() => client.CoreV1.PatchNamespacedResourceQuotaAsync(
            Apply.Of(quota), quota.Metadata.Name, name, fieldManager: OwnerLabels.FieldManager, force: true, cancellationToken: cancellationToken));
        await ClusterErrors.RunAsync(() => client.CoreV1.PatchNamespacedLimitRangeAsync(
            Apply.Of(limits), limits.Metadata.Name, name, fieldManager: OwnerLabels.FieldManager, force: true, cancellationToken: cancellationToken));
    }

    /// <summary>Not forced: where the cluster keeps this policy itself, as nodes come and go, what it says holds.</summary>
    private async Task ApplyIngressPolicyAsync(UserId tenant, string name, CancellationToken cancellationToken)
    {
        var policy = TenantObjects.IngressController(settings, tenant, await ReadSourcesAsync(cancellationToken));
        try
        {
            await ClusterErrors.RunAsync(() => client.NetworkingV1.PatchNamespacedNetworkPolicyAsync(
                Apply.Of(policy), policy.Metadata.Name, name, fieldManager: OwnerLabels.FieldManager, cancellationToken: cancellationToken));
        }
        catch (HttpRequestException e) when (e.StatusCode == HttpStatusCode.Conflict)
        {
            LogKept(policy.Metadata.Name, name);
        }
    }

    private async Task<string[]> ReadSourcesAsync(CancellationToken cancellationToken)
    {
        if (settings.IngressSources.Split('/') is not [{ Length: > 0 } space, { Length: > 0 } map])
        {
            return [];
        }

        var found = await ClusterErrors.FindAsync(() => client.CoreV1.ReadNamespacedConfigMapAsync(map, space, cancellationToken: cancellationToken));
        return found?.Data is { } data && data.TryGetValue("cidrs", out var cidrs)
            ? cidrs.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : [];
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The policy {Policy} of {Space} is kept by another manager; it stays as it is")]
    private partial void LogKept(string policy, string space);

    private static void RequireOurs(V1Namespace found, UserId tenant)
    {
        if (!IsOurs(found, tenant))
        {
            throw new DeploymentFailureException(
                FailureCode.PlatformFault,
                $"The namespace {found.Metadata.Name} exists in the cluster and is not the platform's. Nothing in it was changed.",
                $"It lacks the labels {string.Join(", ", OwnerLabels.OfTenant(tenant).Select(l => $"{l.Key}={l.Value}"))}.",
                "Tell the platform's operator: either remove that namespace, or set another Runtime:Kubernetes:Cluster:NamespacePrefix.");
        }

        if (found.Metadata.DeletionTimestamp is not null)
        {
            throw new ClusterUnavailableException("the service's namespace is being removed and can be made again after that", found.Metadata.Name, inner: null);
        }
    }

    private static bool IsOurs(V1Namespace found, UserId tenant)
    {
        var labels = found.Metadata.Labels ?? new Dictionary<string, string>(StringComparer.Ordinal);
        return OwnerLabels.OfTenant(tenant).All(l => labels.TryGetValue(l.Key, out var value) && value == l.Value);
    }
}

internal static class Apply
{
    /// <summary>Server-side apply: the fields that are sent are ours, all others stay their owners'.</summary>
    public static V1Patch Of(object wanted) => new(wanted, V1Patch.PatchType.ApplyPatch);
}
