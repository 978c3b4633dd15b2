using DeployMcp.Domain.Identity;
using DeployMcp.Planning.Kubernetes;
using k8s;
using k8s.Models;

namespace DeployMcp.Platform.Runtimes.Kubernetes.Rollouts;

/// <summary>A service's Deployment and one revision's pods as they are now: listed once, then kept by what the watches say.</summary>
internal sealed class RolloutView(V1Deployment? deployment, string deploymentVersion, IEnumerable<V1Pod> pods, string podVersion)
{
    private readonly Dictionary<string, V1Pod> _pods = pods.ToDictionary(p => p.Metadata.Name, StringComparer.Ordinal);

    public V1Deployment? Deployment { get; private set; } = deployment;

    public string DeploymentVersion { get; } = deploymentVersion;

    public string PodVersion { get; } = podVersion;

    public IReadOnlyCollection<V1Pod> Pods => _pods.Values;

    public void Take(WatchEventType type, V1Deployment changed) => Deployment = type == WatchEventType.Deleted ? null : changed;

    public void Take(WatchEventType type, V1Pod changed)
    {
        if (type == WatchEventType.Deleted)
        {
            _pods.Remove(changed.Metadata.Name);
        }
        else
        {
            _pods[changed.Metadata.Name] = changed;
        }
    }

    /// <summary>The Deployment is on its way to this revision; false when another has replaced it.</summary>
    public bool IsWanted(DeploymentId id) => OwnerLabels.DeploymentIdOf(Deployment?.Spec?.Template?.Metadata?.Labels) == id;

    /// <summary>Why the cluster does not make the pods, if it doesn't. What was said of an older generation counts no more.</summary>
    public V1DeploymentCondition? Condition(string type, string status)
        => Deployment?.Status is { } known && known.ObservedGeneration >= Deployment.Metadata.Generation
            ? known.Conditions?.FirstOrDefault(c => c.Type == type && c.Status == status)
            : null;
}
