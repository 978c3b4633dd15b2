using k8s.Models;

namespace k8s;

public interface IAppsV1Operations;

/// <summary>Upstream's extension methods of the same names; those that the product calls.</summary>
public static class AppsV1OperationsExtensions
{
    private const string Api = "apis/apps/v1";

    public static Task<V1Deployment> ReadNamespacedDeploymentAsync(
        this IAppsV1Operations operations,
        string name,
        string namespaceParameter,
        bool? pretty = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1Deployment>(ApiRequest.Read(Api, namespaceParameter, "deployments", name, pretty), cancellationToken);

    public static Task<V1DeploymentList> ListNamespacedDeploymentAsync(
        this IAppsV1Operations operations,
        string namespaceParameter,
        bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null, string labelSelector = null, int? limit = null, string resourceVersion = null, string resourceVersionMatch = null, bool? sendInitialEvents = null, int? timeoutSeconds = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1DeploymentList>(ApiRequest.List(Api, namespaceParameter, "deployments", allowWatchBookmarks, continueParameter, fieldSelector, labelSelector, limit, resourceVersion, resourceVersionMatch, sendInitialEvents, timeoutSeconds), cancellationToken);

    public static Task<V1DeploymentList> ListDeploymentForAllNamespacesAsync(
        this IAppsV1Operations operations,
        bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null, string labelSelector = null, int? limit = null, string resourceVersion = null, string resourceVersionMatch = null, bool? sendInitialEvents = null, int? timeoutSeconds = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1DeploymentList>(ApiRequest.List(Api, null, "deployments", allowWatchBookmarks, continueParameter, fieldSelector, labelSelector, limit, resourceVersion, resourceVersionMatch, sendInitialEvents, timeoutSeconds), cancellationToken);

    public static IAsyncEnumerable<(WatchEventType, V1Deployment)> WatchListNamespacedDeploymentAsync(
        this IAppsV1Operations operations,
        string namespaceParameter,
        bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null, string labelSelector = null, int? limit = null, string resourceVersion = null, string resourceVersionMatch = null, bool? sendInitialEvents = null, int? timeoutSeconds = null, Action<Exception> onError = null,
        CancellationToken cancellationToken = default)
        => WatchStream.ReadAsync<V1Deployment>((Kubernetes)operations, ApiRequest.List(Api, namespaceParameter, "deployments", allowWatchBookmarks, continueParameter, fieldSelector, labelSelector, limit, resourceVersion, resourceVersionMatch, sendInitialEvents, timeoutSeconds).With("watch", true), onError, cancellationToken);

    public static Task<V1Deployment> PatchNamespacedDeploymentAsync(
        this IAppsV1Operations operations,
        V1Patch body,
        string name,
        string namespaceParameter,
        string dryRun = null, string fieldManager = null, string fieldValidation = null, bool? force = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1Deployment>(ApiRequest.Patch(Api, namespaceParameter, "deployments", name, body, dryRun, fieldManager, fieldValidation, force), cancellationToken);

    public static Task<V1Status> DeleteNamespacedDeploymentAsync(
        this IAppsV1Operations operations,
        string name,
        string namespaceParameter,
        string dryRun = null, int? gracePeriodSeconds = null, string propagationPolicy = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1Status>(ApiRequest.Delete(Api, namespaceParameter, "deployments", name, dryRun, gracePeriodSeconds, propagationPolicy), cancellationToken);

    public static Task<V1ReplicaSetList> ListNamespacedReplicaSetAsync(
        this IAppsV1Operations operations,
        string namespaceParameter,
        bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null, string labelSelector = null, int? limit = null, string resourceVersion = null, string resourceVersionMatch = null, bool? sendInitialEvents = null, int? timeoutSeconds = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1ReplicaSetList>(ApiRequest.List(Api, namespaceParameter, "replicasets", allowWatchBookmarks, continueParameter, fieldSelector, labelSelector, limit, resourceVersion, resourceVersionMatch, sendInitialEvents, timeoutSeconds), cancellationToken);

    public static Task<V1ReplicaSetList> ListReplicaSetForAllNamespacesAsync(
        this IAppsV1Operations operations,
        bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null, string labelSelector = null, int? limit = null, string resourceVersion = null, string resourceVersionMatch = null, bool? sendInitialEvents = null, int? timeoutSeconds = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1ReplicaSetList>(ApiRequest.List(Api, null, "replicasets", allowWatchBookmarks, continueParameter, fieldSelector, labelSelector, limit, resourceVersion, resourceVersionMatch, sendInitialEvents, timeoutSeconds), cancellationToken);
}
