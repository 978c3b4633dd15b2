using k8s.Models;

namespace k8s;

public interface INetworkingV1Operations;

/// <summary>Upstream's extension methods of the same names; those that the product calls.</summary>
public static class NetworkingV1OperationsExtensions
{
    private const string Api = "apis/networking.k8s.io/v1";

    public static Task<V1NetworkPolicyList> ListNetworkPolicyForAllNamespacesAsync(
        this INetworkingV1Operations operations,
        bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null, string labelSelector = null, int? limit = null, bool? pretty = null, string resourceVersion = null, string resourceVersionMatch = null, bool? sendInitialEvents = null, int? timeoutSeconds = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1NetworkPolicyList>(new ApiRequest(HttpMethod.Get, Api, null, "networkpolicies").With("allowWatchBookmarks", allowWatchBookmarks).With("continue", continueParameter).With("fieldSelector", fieldSelector).With("labelSelector", labelSelector).With("limit", limit).With("pretty", pretty).With("resourceVersion", resourceVersion).With("resourceVersionMatch", resourceVersionMatch).With("sendInitialEvents", sendInitialEvents).With("timeoutSeconds", timeoutSeconds), cancellationToken);

    public static Task<V1NetworkPolicy> PatchNamespacedNetworkPolicyAsync(
        this INetworkingV1Operations operations,
        V1Patch body,
        string name,
        string namespaceParameter,
        string dryRun = null, string fieldManager = null, string fieldValidation = null, bool? force = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1NetworkPolicy>(new ApiRequest(HttpMethod.Patch, Api, namespaceParameter, "networkpolicies", name).With("dryRun", dryRun).With("fieldManager", fieldManager).With("fieldValidation", fieldValidation).With("force", force).WithPatch(body), cancellationToken);

    public static Task<V1Ingress> ReadNamespacedIngressAsync(
        this INetworkingV1Operations operations,
        string name,
        string namespaceParameter,
        bool? pretty = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1Ingress>(new ApiRequest(HttpMethod.Get, Api, namespaceParameter, "ingresses", name).With("pretty", pretty), cancellationToken);

    public static Task<V1IngressList> ListNamespacedIngressAsync(
        this INetworkingV1Operations operations,
        string namespaceParameter,
        bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null, string labelSelector = null, int? limit = null, string resourceVersion = null, string resourceVersionMatch = null, bool? sendInitialEvents = null, int? timeoutSeconds = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1IngressList>(new ApiRequest(HttpMethod.Get, Api, namespaceParameter, "ingresses").With("allowWatchBookmarks", allowWatchBookmarks).With("continue", continueParameter).With("fieldSelector", fieldSelector).With("labelSelector", labelSelector).With("limit", limit).With("resourceVersion", resourceVersion).With("resourceVersionMatch", resourceVersionMatch).With("sendInitialEvents", sendInitialEvents).With("timeoutSeconds", timeoutSeconds), cancellationToken);

    public static Task<V1IngressList> ListIngressForAllNamespacesAsync(
        this INetworkingV1Operations operations,
        bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null, string labelSelector = null, int? limit = null, string resourceVersion = null, string resourceVersionMatch = null, bool? sendInitialEvents = null, int? timeoutSeconds = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1IngressList>(new ApiRequest(HttpMethod.Get, Api, null, "ingresses").With("allowWatchBookmarks", allowWatchBookmarks).With("continue", continueParameter).With("fieldSelector", fieldSelector).With("labelSelector", labelSelector).With("limit", limit).With("resourceVersion", resourceVersion).With("resourceVersionMatch", resourceVersionMatch).With("sendInitialEvents", sendInitialEvents).With("timeoutSeconds", timeoutSeconds), cancellationToken);

    public static Task<V1Ingress> PatchNamespacedIngressAsync(
        this INetworkingV1Operations operations,
        V1Patch body,
        string name,
        string namespaceParameter,
        string dryRun = null, string fieldManager = null, string fieldValidation = null, bool? force = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1Ingress>(new ApiRequest(HttpMethod.Patch, Api, namespaceParameter, "ingresses", name).With("dryRun", dryRun).With("fieldManager", fieldManager).With("fieldValidation", fieldValidation).With("force", force).WithPatch(body), cancellationToken);

    public static Task<V1Status> DeleteNamespacedIngressAsync(
        this INetworkingV1Operations operations,
        string name,
        string namespaceParameter,
        string dryRun = null, int? gracePeriodSeconds = null, string propagationPolicy = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1Status>(new ApiRequest(HttpMethod.Delete, Api, namespaceParameter, "ingresses", name).With("dryRun", dryRun).With("gracePeriodSeconds", gracePeriodSeconds).With("propagationPolicy", propagationPolicy), cancellationToken);
}
