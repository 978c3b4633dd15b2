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
        => ((Kubernetes)operations).SendAsync<V1Deployment>(new ApiRequest(HttpMethod.Get, Api, namespaceParameter, "deployments", name).With("pretty", pretty), cancellationToken);

    public static Task<V1DeploymentList> ListNamespacedDeploymentAsync(
        this IAppsV1Operations operations,
        string namespaceParameter,
        bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null, string labelSelector = null, int? limit = null, string resourceVersion = null, string resourceVersionMatch = null, bool? sendInitialEvents = null, int? timeoutSeconds = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1DeploymentList>(new ApiRequest(HttpMethod.Get, Api, namespaceParameter, "deployments").With("allowWatchBookmarks", allowWatchBookmarks).With("continue", continueParameter).With("fieldSelector", fieldSelector).With("labelSelector", labelSelector).With("limit", limit).With("resourceVersion", resourceVersion).With("resourceVersionMatch", resourceVersionMatch).With("sendInitialEvents", sendInitialEvents).With("timeoutSeconds", timeoutSeconds), cancellationToken);

    public static Task<V1DeploymentList> ListDeploymentForAllNamespacesAsync(
        this IAppsV1Operations operations,
        bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null, string labelSelector = null, int? limit = null, string resourceVersion = null, string resourceVersionMatch = null, bool? sendInitialEvents = null, int? timeoutSeconds = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1DeploymentList>(new ApiRequest(HttpMethod.Get, Api, null, "deployments").With("allowWatchBookmarks", allowWatchBookmarks).With("continue", continueParameter).With("fieldSelector", fieldSelector).With("labelSelector", labelSelector).With("limit", limit).With("resourceVersion", resourceVersion).With("resourceVersionMatch", resourceVersionMatch).With("sendInitialEvents", sendInitialEvents).With("timeoutSeconds", timeoutSeconds), cancellationToken);

    public static IAsyncEnumerable<(WatchEventType, V1Deployment)> WatchListNamespacedDeploymentAsync(
        this IAppsV1Operations operations,
        string namespaceParameter,
        bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null, string labelSelector = null, int? limit = null, string resourceVersion = null, string resourceVersionMatch = null, bool? sendInitialEvents = null, int? timeoutSeconds = null, Action<Exception> onError = null,
        CancellationToken cancellationToken = default)
        => WatchStream.ReadAsync<V1Deployment>((Kubernetes)operations, new ApiRequest(HttpMethod.Get, Api, namespaceParameter, "deployments").With("allowWatchBookmarks", allowWatchBookmarks).With("continue", continueParameter).With("fieldSelector", fieldSelector).With("labelSelector", labelSelector).With("limit", limit).With("resourceVersion", resourceVersion).With("resourceVersionMatch", resourceVersionMatch).With("sendInitialEvents", sendInitialEvents).With("timeoutSeconds", timeoutSeconds).With("watch", true), onError, cancellationToken);

    public static Task<V1Deployment> PatchNamespacedDeploymentAsync(
        this IAppsV1Operations operations,
        V1Patch body,
        string name,
        string namespaceParameter,
        string dryRun = null, string fieldManager = null, string fieldValidation = null, bool? force = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1Deployment>(new ApiRequest(HttpMethod.Patch, Api, namespaceParameter, "deployments", name).With("dryRun", dryRun).With("fieldManager", fieldManager).With("fieldValidation", fieldValidation).With("force", force).WithPatch(body), cancellationToken);

    public static Task<V1Status> DeleteNamespacedDeploymentAsync(
        this IAppsV1Operations operations,
        string name,
        string namespaceParameter,
        string dryRun = null, int? gracePeriodSeconds = null, string propagationPolicy = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1Status>(new ApiRequest(HttpMethod.Delete, Api, namespaceParameter, "deployments", name).With("dryRun", dryRun).With("gracePeriodSeconds", gracePeriodSeconds).With("propagationPolicy", propagationPolicy), cancellationToken);

    public static Task<V1ReplicaSetList> ListNamespacedReplicaSetAsync(
        this IAppsV1Operations operations,
        string namespaceParameter,
        bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null, string labelSelector = null, int? limit = null, string resourceVersion = null, string resourceVersionMatch = null, bool? sendInitialEvents = null, int? timeoutSeconds = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1ReplicaSetList>(new ApiRequest(HttpMethod.Get, Api, namespaceParameter, "replicasets").With("allowWatchBookmarks", allowWatchBookmarks).With("continue", continueParameter).With("fieldSelector", fieldSelector).With("labelSelector", labelSelector).With("limit", limit).With("resourceVersion", resourceVersion).With("resourceVersionMatch", resourceVersionMatch).With("sendInitialEvents", sendInitialEvents).With("timeoutSeconds", timeoutSeconds), cancellationToken);

    public static Task<V1ReplicaSetList> ListReplicaSetForAllNamespacesAsync(
        this IAppsV1Operations operations,
        bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null, string labelSelector = null, int? limit = null, string resourceVersion = null, string resourceVersionMatch = null, bool? sendInitialEvents = null, int? timeoutSeconds = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1ReplicaSetList>(new ApiRequest(HttpMethod.Get, Api, null, "replicasets").With("allowWatchBookmarks", allowWatchBookmarks).With("continue", continueParameter).With("fieldSelector", fieldSelector).With("labelSelector", labelSelector).With("limit", limit).With("resourceVersion", resourceVersion).With("resourceVersionMatch", resourceVersionMatch).With("sendInitialEvents", sendInitialEvents).With("timeoutSeconds", timeoutSeconds), cancellationToken);

    public static Task<V1Status> DeleteNamespacedReplicaSetAsync(
        this IAppsV1Operations operations,
        string name,
        string namespaceParameter,
        string dryRun = null, int? gracePeriodSeconds = null, string propagationPolicy = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1Status>(new ApiRequest(HttpMethod.Delete, Api, namespaceParameter, "replicasets", name).With("dryRun", dryRun).With("gracePeriodSeconds", gracePeriodSeconds).With("propagationPolicy", propagationPolicy), cancellationToken);
}
