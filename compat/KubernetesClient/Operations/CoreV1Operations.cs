using k8s.Models;

namespace k8s;

public interface ICoreV1Operations;

/// <summary>Upstream's extension methods of the same names; those that the product calls.</summary>
public static class CoreV1OperationsExtensions
{
    private const string Api = "api/v1";

    public static Task<V1Namespace> ReadNamespaceAsync(
        this ICoreV1Operations operations,
        string name,
        bool? pretty = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1Namespace>(new ApiRequest(HttpMethod.Get, Api, null, "namespaces", name).With("pretty", pretty), cancellationToken);

    public static Task<V1NamespaceList> ListNamespaceAsync(
        this ICoreV1Operations operations,
        bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null, string labelSelector = null, int? limit = null, string resourceVersion = null, string resourceVersionMatch = null, bool? sendInitialEvents = null, int? timeoutSeconds = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1NamespaceList>(new ApiRequest(HttpMethod.Get, Api, null, "namespaces").With("allowWatchBookmarks", allowWatchBookmarks).With("continue", continueParameter).With("fieldSelector", fieldSelector).With("labelSelector", labelSelector).With("limit", limit).With("resourceVersion", resourceVersion).With("resourceVersionMatch", resourceVersionMatch).With("sendInitialEvents", sendInitialEvents).With("timeoutSeconds", timeoutSeconds), cancellationToken);

    public static Task<V1Namespace> CreateNamespaceAsync(
        this ICoreV1Operations operations,
        V1Namespace body,
        string dryRun = null, string fieldManager = null, string fieldValidation = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1Namespace>(new ApiRequest(HttpMethod.Post, Api, null, "namespaces").With("dryRun", dryRun).With("fieldManager", fieldManager).With("fieldValidation", fieldValidation).WithBody(body), cancellationToken);

    public static Task<V1Namespace> PatchNamespaceAsync(
        this ICoreV1Operations operations,
        V1Patch body,
        string name,
        string dryRun = null, string fieldManager = null, string fieldValidation = null, bool? force = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1Namespace>(new ApiRequest(HttpMethod.Patch, Api, null, "namespaces", name).With("dryRun", dryRun).With("fieldManager", fieldManager).With("fieldValidation", fieldValidation).With("force", force).WithPatch(body), cancellationToken);

    public static Task<V1Status> DeleteNamespaceAsync(
        this ICoreV1Operations operations,
        string name,
        string dryRun = null, int? gracePeriodSeconds = null, string propagationPolicy = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1Status>(new ApiRequest(HttpMethod.Delete, Api, null, "namespaces", name).With("dryRun", dryRun).With("gracePeriodSeconds", gracePeriodSeconds).With("propagationPolicy", propagationPolicy), cancellationToken);

    public static Task<V1ConfigMap> ReadNamespacedConfigMapAsync(
        this ICoreV1Operations operations,
        string name,
        string namespaceParameter,
        bool? pretty = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1ConfigMap>(new ApiRequest(HttpMethod.Get, Api, namespaceParameter, "configmaps", name).With("pretty", pretty), cancellationToken);

    public static Task<V1Secret> ReadNamespacedSecretAsync(
        this ICoreV1Operations operations,
        string name,
        string namespaceParameter,
        bool? pretty = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1Secret>(new ApiRequest(HttpMethod.Get, Api, namespaceParameter, "secrets", name).With("pretty", pretty), cancellationToken);

    public static Task<V1SecretList> ListNamespacedSecretAsync(
        this ICoreV1Operations operations,
        string namespaceParameter,
        bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null, string labelSelector = null, int? limit = null, string resourceVersion = null, string resourceVersionMatch = null, bool? sendInitialEvents = null, int? timeoutSeconds = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1SecretList>(new ApiRequest(HttpMethod.Get, Api, namespaceParameter, "secrets").With("allowWatchBookmarks", allowWatchBookmarks).With("continue", continueParameter).With("fieldSelector", fieldSelector).With("labelSelector", labelSelector).With("limit", limit).With("resourceVersion", resourceVersion).With("resourceVersionMatch", resourceVersionMatch).With("sendInitialEvents", sendInitialEvents).With("timeoutSeconds", timeoutSeconds), cancellationToken);

    public static Task<V1Secret> PatchNamespacedSecretAsync(
        this ICoreV1Operations operations,
        V1Patch body,
        string name,
        string namespaceParameter,
        string dryRun = null, string fieldManager = null, string fieldValidation = null, bool? force = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1Secret>(new ApiRequest(HttpMethod.Patch, Api, namespaceParameter, "secrets", name).With("dryRun", dryRun).With("fieldManager", fieldManager).With("fieldValidation", fieldValidation).With("force", force).WithPatch(body), cancellationToken);

    public static Task<V1Status> DeleteNamespacedSecretAsync(
        this ICoreV1Operations operations,
        string name,
        string namespaceParameter,
        string dryRun = null, int? gracePeriodSeconds = null, string propagationPolicy = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1Status>(new ApiRequest(HttpMethod.Delete, Api, namespaceParameter, "secrets", name).With("dryRun", dryRun).With("gracePeriodSeconds", gracePeriodSeconds).With("propagationPolicy", propagationPolicy), cancellationToken);

    public static Task<V1Status> DeleteCollectionNamespacedSecretAsync(
        this ICoreV1Operations operations,
        string namespaceParameter,
        string fieldSelector = null, string labelSelector = null, string propagationPolicy = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1Status>(new ApiRequest(HttpMethod.Delete, Api, namespaceParameter, "secrets").With("fieldSelector", fieldSelector).With("labelSelector", labelSelector).With("propagationPolicy", propagationPolicy), cancellationToken);

    public static Task<V1ResourceQuotaList> ListResourceQuotaForAllNamespacesAsync(
        this ICoreV1Operations operations,
        bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null, string labelSelector = null, int? limit = null, bool? pretty = null, string resourceVersion = null, string resourceVersionMatch = null, bool? sendInitialEvents = null, int? timeoutSeconds = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1ResourceQuotaList>(new ApiRequest(HttpMethod.Get, Api, null, "resourcequotas").With("allowWatchBookmarks", allowWatchBookmarks).With("continue", continueParameter).With("fieldSelector", fieldSelector).With("labelSelector", labelSelector).With("limit", limit).With("pretty", pretty).With("resourceVersion", resourceVersion).With("resourceVersionMatch", resourceVersionMatch).With("sendInitialEvents", sendInitialEvents).With("timeoutSeconds", timeoutSeconds), cancellationToken);

    public static Task<V1LimitRangeList> ListLimitRangeForAllNamespacesAsync(
        this ICoreV1Operations operations,
        bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null, string labelSelector = null, int? limit = null, bool? pretty = null, string resourceVersion = null, string resourceVersionMatch = null, bool? sendInitialEvents = null, int? timeoutSeconds = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1LimitRangeList>(new ApiRequest(HttpMethod.Get, Api, null, "limitranges").With("allowWatchBookmarks", allowWatchBookmarks).With("continue", continueParameter).With("fieldSelector", fieldSelector).With("labelSelector", labelSelector).With("limit", limit).With("pretty", pretty).With("resourceVersion", resourceVersion).With("resourceVersionMatch", resourceVersionMatch).With("sendInitialEvents", sendInitialEvents).With("timeoutSeconds", timeoutSeconds), cancellationToken);

    public static Task<V1ResourceQuota> PatchNamespacedResourceQuotaAsync(
        this ICoreV1Operations operations,
        V1Patch body,
        string name,
        string namespaceParameter,
        string dryRun = null, string fieldManager = null, string fieldValidation = null, bool? force = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1ResourceQuota>(new ApiRequest(HttpMethod.Patch, Api, namespaceParameter, "resourcequotas", name).With("dryRun", dryRun).With("fieldManager", fieldManager).With("fieldValidation", fieldValidation).With("force", force).WithPatch(body), cancellationToken);

    public static Task<V1LimitRange> PatchNamespacedLimitRangeAsync(
        this ICoreV1Operations operations,
        V1Patch body,
        string name,
        string namespaceParameter,
        string dryRun = null, string fieldManager = null, string fieldValidation = null, bool? force = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1LimitRange>(new ApiRequest(HttpMethod.Patch, Api, namespaceParameter, "limitranges", name).With("dryRun", dryRun).With("fieldManager", fieldManager).With("fieldValidation", fieldValidation).With("force", force).WithPatch(body), cancellationToken);

    public static Task<V1Service> ReadNamespacedServiceAsync(
        this ICoreV1Operations operations,
        string name,
        string namespaceParameter,
        bool? pretty = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1Service>(new ApiRequest(HttpMethod.Get, Api, namespaceParameter, "services", name).With("pretty", pretty), cancellationToken);

    public static Task<V1ServiceList> ListNamespacedServiceAsync(
        this ICoreV1Operations operations,
        string namespaceParameter,
        bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null, string labelSelector = null, int? limit = null, string resourceVersion = null, string resourceVersionMatch = null, bool? sendInitialEvents = null, int? timeoutSeconds = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1ServiceList>(new ApiRequest(HttpMethod.Get, Api, namespaceParameter, "services").With("allowWatchBookmarks", allowWatchBookmarks).With("continue", continueParameter).With("fieldSelector", fieldSelector).With("labelSelector", labelSelector).With("limit", limit).With("resourceVersion", resourceVersion).With("resourceVersionMatch", resourceVersionMatch).With("sendInitialEvents", sendInitialEvents).With("timeoutSeconds", timeoutSeconds), cancellationToken);

    public static Task<V1ServiceList> ListServiceForAllNamespacesAsync(
        this ICoreV1Operations operations,
        bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null, string labelSelector = null, int? limit = null, string resourceVersion = null, string resourceVersionMatch = null, bool? sendInitialEvents = null, int? timeoutSeconds = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1ServiceList>(new ApiRequest(HttpMethod.Get, Api, null, "services").With("allowWatchBookmarks", allowWatchBookmarks).With("continue", continueParameter).With("fieldSelector", fieldSelector).With("labelSelector", labelSelector).With("limit", limit).With("resourceVersion", resourceVersion).With("resourceVersionMatch", resourceVersionMatch).With("sendInitialEvents", sendInitialEvents).With("timeoutSeconds", timeoutSeconds), cancellationToken);

    public static Task<V1Service> PatchNamespacedServiceAsync(
        this ICoreV1Operations operations,
        V1Patch body,
        string name,
        string namespaceParameter,
        string dryRun = null, string fieldManager = null, string fieldValidation = null, bool? force = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1Service>(new ApiRequest(HttpMethod.Patch, Api, namespaceParameter, "services", name).With("dryRun", dryRun).With("fieldManager", fieldManager).With("fieldValidation", fieldValidation).With("force", force).WithPatch(body), cancellationToken);

    public static Task<V1Service> DeleteNamespacedServiceAsync(
        this ICoreV1Operations operations,
        string name,
        string namespaceParameter,
        string dryRun = null, int? gracePeriodSeconds = null, string propagationPolicy = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1Service>(new ApiRequest(HttpMethod.Delete, Api, namespaceParameter, "services", name).With("dryRun", dryRun).With("gracePeriodSeconds", gracePeriodSeconds).With("propagationPolicy", propagationPolicy), cancellationToken);

    public static Task<V1Pod> ReadNamespacedPodAsync(
        this ICoreV1Operations operations,
        string name,
        string namespaceParameter,
        bool? pretty = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1Pod>(new ApiRequest(HttpMethod.Get, Api, namespaceParameter, "pods", name).With("pretty", pretty), cancellationToken);

    public static Task<V1PodList> ListNamespacedPodAsync(
        this ICoreV1Operations operations,
        string namespaceParameter,
        bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null, string labelSelector = null, int? limit = null, string resourceVersion = null, string resourceVersionMatch = null, bool? sendInitialEvents = null, int? timeoutSeconds = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1PodList>(new ApiRequest(HttpMethod.Get, Api, namespaceParameter, "pods").With("allowWatchBookmarks", allowWatchBookmarks).With("continue", continueParameter).With("fieldSelector", fieldSelector).With("labelSelector", labelSelector).With("limit", limit).With("resourceVersion", resourceVersion).With("resourceVersionMatch", resourceVersionMatch).With("sendInitialEvents", sendInitialEvents).With("timeoutSeconds", timeoutSeconds), cancellationToken);

    public static Task<V1PodList> ListPodForAllNamespacesAsync(
        this ICoreV1Operations operations,
        bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null, string labelSelector = null, int? limit = null, string resourceVersion = null, string resourceVersionMatch = null, bool? sendInitialEvents = null, int? timeoutSeconds = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1PodList>(new ApiRequest(HttpMethod.Get, Api, null, "pods").With("allowWatchBookmarks", allowWatchBookmarks).With("continue", continueParameter).With("fieldSelector", fieldSelector).With("labelSelector", labelSelector).With("limit", limit).With("resourceVersion", resourceVersion).With("resourceVersionMatch", resourceVersionMatch).With("sendInitialEvents", sendInitialEvents).With("timeoutSeconds", timeoutSeconds), cancellationToken);

    public static IAsyncEnumerable<(WatchEventType, V1Pod)> WatchListNamespacedPodAsync(
        this ICoreV1Operations operations,
        string namespaceParameter,
        bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null, string labelSelector = null, int? limit = null, string resourceVersion = null, string resourceVersionMatch = null, bool? sendInitialEvents = null, int? timeoutSeconds = null, Action<Exception> onError = null,
        CancellationToken cancellationToken = default)
        => WatchStream.ReadAsync<V1Pod>((Kubernetes)operations, new ApiRequest(HttpMethod.Get, Api, namespaceParameter, "pods").With("allowWatchBookmarks", allowWatchBookmarks).With("continue", continueParameter).With("fieldSelector", fieldSelector).With("labelSelector", labelSelector).With("limit", limit).With("resourceVersion", resourceVersion).With("resourceVersionMatch", resourceVersionMatch).With("sendInitialEvents", sendInitialEvents).With("timeoutSeconds", timeoutSeconds).With("watch", true), onError, cancellationToken);

    public static Task<V1Pod> DeleteNamespacedPodAsync(
        this ICoreV1Operations operations,
        string name,
        string namespaceParameter,
        string dryRun = null, int? gracePeriodSeconds = null, string propagationPolicy = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1Pod>(new ApiRequest(HttpMethod.Delete, Api, namespaceParameter, "pods", name).With("dryRun", dryRun).With("gracePeriodSeconds", gracePeriodSeconds).With("propagationPolicy", propagationPolicy), cancellationToken);

    /// <summary>The container's log as a stream; whoever calls disposes it.</summary>
    public static async Task<Stream> ReadNamespacedPodLogAsync(
        this ICoreV1Operations operations,
        string name,
        string namespaceParameter,
        string container = null, bool? follow = null, int? limitBytes = null, bool? previous = null, int? sinceSeconds = null, int? tailLines = null, bool? timestamps = null,
        CancellationToken cancellationToken = default)
    {
        var response = await ((Kubernetes)operations).SendAsync(new ApiRequest(HttpMethod.Get, Api, namespaceParameter, "pods", name, "log").With("container", container).With("follow", follow).With("limitBytes", limitBytes).With("previous", previous).With("sinceSeconds", sinceSeconds).With("tailLines", tailLines).With("timestamps", timestamps), cancellationToken).ConfigureAwait(false);
        return await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
    }

    public static Task<Corev1EventList> ListNamespacedEventAsync(
        this ICoreV1Operations operations,
        string namespaceParameter,
        bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null, string labelSelector = null, int? limit = null, string resourceVersion = null, string resourceVersionMatch = null, bool? sendInitialEvents = null, int? timeoutSeconds = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<Corev1EventList>(new ApiRequest(HttpMethod.Get, Api, namespaceParameter, "events").With("allowWatchBookmarks", allowWatchBookmarks).With("continue", continueParameter).With("fieldSelector", fieldSelector).With("labelSelector", labelSelector).With("limit", limit).With("resourceVersion", resourceVersion).With("resourceVersionMatch", resourceVersionMatch).With("sendInitialEvents", sendInitialEvents).With("timeoutSeconds", timeoutSeconds), cancellationToken);
}
