namespace DeployMcp.Planning.Kubernetes;

/// <summary>What a cluster calls the things that services need of it.</summary>
public sealed record ClusterSettings
{
    /// <summary>In front of a tenant's id, in the names of namespaces.</summary>
    public string NamespacePrefix { get; init; } = "tenant-";

    /// <summary>Services answer at <c>{hostname}.{Domain}</c>.</summary>
    public string Domain { get; init; } = "localhost";

    public string IngressClass { get; init; } = "traefik";

    /// <summary>Where the ingress controller runs: the only namespace but its own that may reach a tenant's pods.</summary>
    public string IngressNamespace { get; init; } = "traefik";

    /// <summary>The cluster's sandbox for foreign code; empty for the nodes' default runtime.</summary>
    public string RuntimeClass { get; init; } = "gvisor";

    /// <summary>The label <c>pool</c> of the nodes that run tenants; empty for any node.</summary>
    public string Pool { get; init; } = "run";

    /// <summary>How long a revision may take from its container's start to its first open port; at most 600 s.</summary>
    public int StartSeconds { get; init; } = 60;
}
