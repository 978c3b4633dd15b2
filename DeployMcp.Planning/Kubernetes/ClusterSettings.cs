namespace DeployMcp.Planning.Kubernetes;

/// <summary>What a cluster calls the things that services need of it.</summary>
public sealed record ClusterSettings
{
    /// <summary>In front of a tenant's id, in the names of namespaces.</summary>
    public string NamespacePrefix { get; init; } = "tenant-";

    /// <summary>Services answer at <c>{hostname}.{Domain}</c>.</summary>
    public string Domain { get; init; } = "localhost";

    public string IngressClass { get; init; } = "traefik";

    /// <summary>Where the ingress controller runs: its pods may reach tenants' pods. Not used while <see cref="IngressSources"/> is there.</summary>
    public string IngressNamespace { get; init; } = "dp-ingress";

    /// <summary>
    /// Namespace and name of the ConfigMap whose <c>cidrs</c>, separated by commas, are where an ingress controller in the nodes' own
    /// network comes from: no selector of pods matches it. Empty, or no such ConfigMap: <see cref="IngressNamespace"/> is let in.
    /// </summary>
    public string IngressSources { get; init; } = "dp-system/ingress-sources";

    /// <summary>The cluster's sandbox for foreign code; empty for the nodes' default runtime.</summary>
    public string RuntimeClass { get; init; } = "gvisor";

    /// <summary>The label <c>pool</c> of the nodes that run tenants; empty for any node.</summary>
    public string Pool { get; init; } = "run";

    /// <summary>The priority class of tenants' pods; empty for the cluster's default.</summary>
    public string PriorityClass { get; init; } = "deploy-mcp-tenant";

    /// <summary>How long a revision may take from its container's start to its first open port; at most 600 s.</summary>
    public int StartSeconds { get; init; } = 60;
}
