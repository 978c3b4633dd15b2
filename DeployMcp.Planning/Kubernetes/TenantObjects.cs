using DeployMcp.Domain.Identity;
using k8s.Models;

namespace DeployMcp.Planning.Kubernetes;

/// <summary>A tenant's namespace and the limits that hold in it, whatever runs there.</summary>
public static class TenantObjects
{
    /// <summary>The cluster's own reconciler (infra/ansible, role tenant_guardrails) keeps the two objects of these names, too.</summary>
    private const string Quota = "tenant-quota";
    private const string IngressName = "allow-ingress-controller";

    private const string Limits = "tenant-limits";
    private const string IsolationName = "isolation";

    /// <summary>Of everything that a tenant's namespace holds beside services.</summary>
    public static IReadOnlyList<string> Names { get; } = [Quota, Limits, IsolationName, IngressName];

    /// <summary>Not public: neighbours, the nodes, and the clouds' metadata address.</summary>
    private static readonly string[] PrivateNetworks = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16"];

    private static readonly string[] PrivateNetworksV6 = ["fc00::/7", "fe80::/10"];

    public static V1Namespace Namespace(ClusterSettings settings, UserId tenant)
    {
        var labels = OwnerLabels.OfTenant(tenant);

        // The API server itself refuses pods that ask for the host's namespaces, devices or privileges.
        labels["pod-security.kubernetes.io/enforce"] = "baseline";
        return new V1Namespace
        {
            ApiVersion = "v1",
            Kind = V1Namespace.KubeKind,
            Metadata = new V1ObjectMeta { Name = OwnerLabels.NamespaceOf(settings, tenant), Labels = labels },
        };
    }

    public static V1ResourceQuota ResourceQuota(ClusterSettings settings, UserId tenant) => new()
    {
        ApiVersion = "v1",
        Kind = V1ResourceQuota.KubeKind,
        Metadata = Meta(settings, tenant, Quota),
        Spec = new V1ResourceQuotaSpec
        {
            Hard = new SortedDictionary<string, ResourceQuantity>(StringComparer.Ordinal)
            {
                ["limits.cpu"] = new("40"),
                ["limits.memory"] = new("40Gi"),
                ["pods"] = new("200"),
                ["requests.cpu"] = new("40"),
                ["requests.memory"] = new("40Gi"),
            },
        },
    };

    public static V1LimitRange LimitRange(ClusterSettings settings, UserId tenant) => new()
    {
        ApiVersion = "v1",
        Kind = V1LimitRange.KubeKind,
        Metadata = Meta(settings, tenant, Limits),
        Spec = new V1LimitRangeSpec
        {
            Limits =
            [
                new V1LimitRangeItem
                {
                    Type = "Container",
                    DefaultProperty = Resources("500m", "256Mi"),
                    DefaultRequest = Resources("50m", "256Mi"),
                    Max = Resources("4", "4Gi"),
                },
            ],
        },
    };

    /// <summary>In: its own namespace. Out: DNS, its own namespace and the public internet.</summary>
    public static V1NetworkPolicy Isolation(ClusterSettings settings, UserId tenant) => new()
    {
        ApiVersion = "networking.k8s.io/v1",
        Kind = V1NetworkPolicy.KubeKind,
        Metadata = Meta(settings, tenant, IsolationName),
        Spec = new V1NetworkPolicySpec
        {
            PodSelector = new V1LabelSelector(),
            PolicyTypes = ["Ingress", "Egress"],
            Ingress = [new V1NetworkPolicyIngressRule { FromProperty = [SameNamespace()] }],
            Egress = [Dns(), new V1NetworkPolicyEgressRule { To = [SameNamespace(), Internet("0.0.0.0/0", PrivateNetworks), Internet("::/0", PrivateNetworksV6)] }],
        },
    };

    /// <summary>In, beside what <see cref="Isolation"/> allows: the ingress controller.</summary>
    /// <param name="sources">Its addresses as CIDRs; none: the pods of its namespace.</param>
    public static V1NetworkPolicy IngressController(ClusterSettings settings, UserId tenant, IReadOnlyCollection<string> sources) => new()
    {
        ApiVersion = "networking.k8s.io/v1",
        Kind = V1NetworkPolicy.KubeKind,
        Metadata = Meta(settings, tenant, IngressName),
        Spec = new V1NetworkPolicySpec
        {
            PodSelector = new V1LabelSelector(),
            PolicyTypes = ["Ingress"],
            Ingress =
            [
                new V1NetworkPolicyIngressRule
                {
                    FromProperty = sources.Count == 0
                        ? [Namespace(settings.IngressNamespace)]
                        : [.. sources.Select(cidr => new V1NetworkPolicyPeer { IpBlock = new V1IPBlock { Cidr = cidr } })],
                },
            ],
        },
    };

    private static V1NetworkPolicyEgressRule Dns() => new()
    {
        To =
        [
            new V1NetworkPolicyPeer
            {
                NamespaceSelector = new V1LabelSelector { MatchLabels = Name("kube-system") },
                PodSelector = new V1LabelSelector { MatchLabels = new Dictionary<string, string>(StringComparer.Ordinal) { ["k8s-app"] = "kube-dns" } },
            },
        ],
        Ports = [new V1NetworkPolicyPort { Port = 53, Protocol = "UDP" }, new V1NetworkPolicyPort { Port = 53, Protocol = "TCP" }],
    };

    private static V1NetworkPolicyPeer SameNamespace() => new() { PodSelector = new V1LabelSelector() };

    private static V1NetworkPolicyPeer Namespace(string name) => new() { NamespaceSelector = new V1LabelSelector { MatchLabels = Name(name) } };

    private static V1NetworkPolicyPeer Internet(string all, string[] except) => new() { IpBlock = new V1IPBlock { Cidr = all, Except = except } };

    private static Dictionary<string, string> Name(string value) => new(StringComparer.Ordinal) { ["kubernetes.io/metadata.name"] = value };

    private static SortedDictionary<string, ResourceQuantity> Resources(string cpu, string memory)
        => new(StringComparer.Ordinal) { ["cpu"] = new(cpu), ["memory"] = new(memory) };

    private static V1ObjectMeta Meta(ClusterSettings settings, UserId tenant, string name) => new()
    {
        Name = name,
        NamespaceProperty = OwnerLabels.NamespaceOf(settings, tenant),
        Labels = OwnerLabels.OfTenant(tenant),
    };
}
