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
        => ((Kubernetes)operations).SendAsync<V1Namespace>(ApiRequest.Read(Api, null, "namespaces", name, pretty), cancellationToken);

    public static Task<V1NamespaceList> ListNamespaceAsync(
        this ICoreV1Operations operations,
        bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null, string labelSelector = null, int? limit = null, string resourceVersion = null, string resourceVersionMatch = null, bool? sendInitialEvents = null, int? timeoutSeconds = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1NamespaceList>(ApiRequest.List(Api, null, "namespaces", allowWatchBookmarks, continueParameter, fieldSelector, labelSelector, limit, resourceVersion, resourceVersionMatch, sendInitialEvents, timeoutSeconds), cancellationToken);

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
        => ((Kubernetes)operations).SendAsync<V1Namespace>(ApiRequest.Patch(Api, null, "namespaces", name, body, dryRun, fieldManager, fieldValidation, force), cancellationToken);

    public static Task<V1Status> DeleteNamespaceAsync(
        this ICoreV1Operations operations,
        string name,
        string dryRun = null, int? gracePeriodSeconds = null, string propagationPolicy = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1Status>(ApiRequest.Delete(Api, null, "namespaces", name, dryRun, gracePeriodSeconds, propagationPolicy), cancellationToken);

    public static Task<V1ConfigMap> ReadNamespacedConfigMapAsync(
        this ICoreV1Operations operations,
        string name,
        string namespaceParameter,
        bool? pretty = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1ConfigMap>(ApiRequest.Read(Api, namespaceParameter, "configmaps", name, pretty), cancellationToken);

    public static Task<V1Secret> ReadNamespacedSecretAsync(
        this ICoreV1Operations operations,
        string name,
        string namespaceParameter,
        bool? pretty = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1Secret>(ApiRequest.Read(Api, namespaceParameter, "secrets", name, pretty), cancellationToken);

    public static Task<V1SecretList> ListNamespacedSecretAsync(
        this ICoreV1Operations operations,
        string namespaceParameter,
        bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null, string labelSelector = null, int? limit = null, string resourceVersion = null, string resourceVersionMatch = null, bool? sendInitialEvents = null, int? timeoutSeconds = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1SecretList>(ApiRequest.List(Api, namespaceParameter, "secrets", allowWatchBookmarks, continueParameter, fieldSelector, labelSelector, limit, resourceVersion, resourceVersionMatch, sendInitialEvents, timeoutSeconds), cancellationToken);

    public static Task<V1Secret> PatchNamespacedSecretAsync(
        this ICoreV1Operations operations,
        V1Patch body,
        string name,
        string namespaceParameter,
        string dryRun = null, string fieldManager = null, string fieldValidation = null, bool? force = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1Secret>(ApiRequest.Patch(Api, namespaceParameter, "secrets", name, body, dryRun, fieldManager, fieldValidation, force), cancellationToken);

    public static Task<V1Status> DeleteNamespacedSecretAsync(
        this ICoreV1Operations operations,
        string name,
        string namespaceParameter,
        string dryRun = null, int? gracePeriodSeconds = null, string propagationPolicy = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1Status>(ApiRequest.Delete(Api, namespaceParameter, "secrets", name, dryRun, gracePeriodSeconds, propagationPolicy), cancellationToken);

    public static Task<V1ResourceQuotaList> ListResourceQuotaForAllNamespacesAsync(
        this ICoreV1Operations operations,
        bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null, string labelSelector = null, int? limit = null, bool? pretty = null, string resourceVersion = null, string resourceVersionMatch = null, bool? sendInitialEvents = null, int? timeoutSeconds = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1ResourceQuotaList>(ApiRequest.List(Api, null, "resourcequotas", allowWatchBookmarks, continueParameter, fieldSelector, labelSelector, limit, resourceVersion, resourceVersionMatch, sendInitialEvents, timeoutSeconds).With("pretty", pretty), cancellationToken);

    public static Task<V1LimitRangeList> ListLimitRangeForAllNamespacesAsync(
        this ICoreV1Operations operations,
        bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null, string labelSelector = null, int? limit = null, bool? pretty = null, string resourceVersion = null, string resourceVersionMatch = null, bool? sendInitialEvents = null, int? timeoutSeconds = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1LimitRangeList>(ApiRequest.List(Api, null, "limitranges", allowWatchBookmarks, continueParameter, fieldSelector, labelSelector, limit, resourceVersion, resourceVersionMatch, sendInitialEvents, timeoutSeconds).With("pretty", pretty), cancellationToken);

    public static Task<V1ResourceQuota> PatchNamespacedResourceQuotaAsync(
        this ICoreV1Operations operations,
        V1Patch body,
        string name,
        string namespaceParameter,
        string dryRun = null, string fieldManager = null, string fieldValidation = null, bool? force = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1ResourceQuota>(ApiRequest.Patch(Api, namespaceParameter, "resourcequotas", name, body, dryRun, fieldManager, fieldValidation, force), cancellationToken);

    public static Task<V1LimitRange> PatchNamespacedLimitRangeAsync(
        this ICoreV1Operations operations,
        V1Patch body,
        string name,
        string namespaceParameter,
        string dryRun = null, string fieldManager = null, string fieldValidation = null, bool? force = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1LimitRange>(ApiRequest.Patch(Api, namespaceParameter, "limitranges", name, body, dryRun, fieldManager, fieldValidation, force), cancellationToken);

    public static Task<V1Service> ReadNamespacedServiceAsync(
        this ICoreV1Operations operations,
        string name,
        string namespaceParameter,
        bool? pretty = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1Service>(ApiRequest.Read(Api, namespaceParameter, "services", name, pretty), cancellationToken);

    public static Task<V1ServiceList> ListNamespacedServiceAsync(
        this ICoreV1Operations operations,
        string namespaceParameter,
        bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null, string labelSelector = null, int? limit = null, string resourceVersion = null, string resourceVersionMatch = null, bool? sendInitialEvents = null, int? timeoutSeconds = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1ServiceList>(ApiRequest.List(Api, namespaceParameter, "services", allowWatchBookmarks, continueParameter, fieldSelector, labelSelector, limit, resourceVersion, resourceVersionMatch, sendInitialEvents, timeoutSeconds), cancellationToken);

    public static Task<V1ServiceList> ListServiceForAllNamespacesAsync(
        this ICoreV1Operations operations,
        bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null, string labelSelector = null, int? limit = null, string resourceVersion = null, string resourceVersionMatch = null, bool? sendInitialEvents = null, int? timeoutSeconds = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1ServiceList>(ApiRequest.List(Api, null, "services", allowWatchBookmarks, continueParameter, fieldSelector, labelSelector, limit, resourceVersion, resourceVersionMatch, sendInitialEvents, timeoutSeconds), cancellationToken);

    public static Task<V1Service> PatchNamespacedServiceAsync(
        this ICoreV1Operations operations,
        V1Patch body,
        string name,
        string namespaceParameter,
        string dryRun = null, string fieldManager = null, string fieldValidation = null, bool? force = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1Service>(ApiRequest.Patch(Api, namespaceParameter, "services", name, body, dryRun, fieldManager, fieldValidation, force), cancellationToken);

    public static Task<V1Service> DeleteNamespacedServiceAsync(
        this ICoreV1Operations operations,
        string name,
        string namespaceParameter,
        string dryRun = null, int? gracePeriodSeconds = null, string propagationPolicy = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1Service>(ApiRequest.Delete(Api, namespaceParameter, "services", name, dryRun, gracePeriodSeconds, propagationPolicy), cancellationToken);

    public static Task<V1Pod> ReadNamespacedPodAsync(
        this ICoreV1Operations operations,
        string name,
        string namespaceParameter,
        bool? pretty = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1Pod>(ApiRequest.Read(Api, namespaceParameter, "pods", name, pretty), cancellationToken);

    public static Task<V1PodList> ListNamespacedPodAsync(
        this ICoreV1Operations operations,
        string namespaceParameter,
        bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null, string labelSelector = null, int? limit = null, string resourceVersion = null, string resourceVersionMatch = null, bool? sendInitialEvents = null, int? timeoutSeconds = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1PodList>(ApiRequest.List(Api, namespaceParameter, "pods", allowWatchBookmarks, continueParameter, fieldSelector, labelSelector, limit, resourceVersion, resourceVersionMatch, sendInitialEvents, timeoutSeconds), cancellationToken);

    public static Task<V1PodList> ListPodForAllNamespacesAsync(
        this ICoreV1Operations operations,
        bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null, string labelSelector = null, int? limit = null, string resourceVersion = null, string resourceVersionMatch = null, bool? sendInitialEvents = null, int? timeoutSeconds = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1PodList>(ApiRequest.List(Api, null, "pods", allowWatchBookmarks, continueParameter, fieldSelector, labelSelector, limit, resourceVersion, resourceVersionMatch, sendInitialEvents, timeoutSeconds), cancellationToken);

    public static IAsyncEnumerable<(WatchEventType, V1Pod)> WatchListNamespacedPodAsync(
        this ICoreV1Operations operations,
        string namespaceParameter,
        bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null, string labelSelector = null, int? limit = null, string resourceVersion = null, string resourceVersionMatch = null, bool? sendInitialEvents = null, int? timeoutSeconds = null, Action<Exception> onError = null,
        CancellationToken cancellationToken = default)
        => WatchStream.ReadAsync<V1Pod>((Kubernetes)operations, ApiRequest.List(Api, namespaceParameter, "pods", allowWatchBookmarks, continueParameter, fieldSelector, labelSelector, limit, resourceVersion, resourceVersionMatch, sendInitialEvents, timeoutSeconds).With("watch", true), onError, cancellationToken);

    public static Task<V1Pod> DeleteNamespacedPodAsync(
        this ICoreV1Operations operations,
        string name,
        string namespaceParameter,
        string dryRun = null, int? gracePeriodSeconds = null, string propagationPolicy = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1Pod>(ApiRequest.Delete(Api, namespaceParameter, "pods", name, dryRun, gracePeriodSeconds, propagationPolicy), cancellationToken);

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
        => ((Kubernetes)operations).SendAsync<Corev1EventList>(ApiRequest.List(Api, namespaceParameter, "events", allowWatchBookmarks, continueParameter, fieldSelector, labelSelector, limit, resourceVersion, resourceVersionMatch, sendInitialEvents, timeoutSeconds), cancellationToken);
}
