using DeployMcp.Planning.Kubernetes;

namespace DeployMcp.Platform.Runtimes.Kubernetes;

/// <summary>The section <c>Runtime:Kubernetes</c>.</summary>
public sealed class KubernetesOptions
{
    /// <summary>Empty: <c>KUBECONFIG</c>, else the default file, else the pod's own service account.</summary>
    public string Kubeconfig { get; set; } = "";

    /// <summary>Empty for the one that the kubeconfig names.</summary>
    public string Context { get; set; } = "";

    /// <summary>Loki's address, for example <c>http://loki.ops:3100</c>; empty: logs come from the API server.</summary>
    public string LokiAddress { get; set; } = "";

    /// <summary>How far back logs are searched in Loki.</summary>
    public TimeSpan LokiRange { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long the scheduler may look for a place: autoscalers and draining nodes need a while.</summary>
    public TimeSpan SchedulingPatience { get; set; } = TimeSpan.FromSeconds(30);

    public ClusterSettings Cluster { get; set; } = new();
}
