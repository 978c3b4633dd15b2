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
        => ((Kubernetes)operations).SendAsync<V1NetworkPolicyList>(ApiRequest.List(Api, null, "networkpolicies", allowWatchBookmarks, continueParameter, fieldSelector, labelSelector, limit, resourceVersion, resourceVersionMatch, sendInitialEvents, timeoutSeconds).With("pretty", pretty), cancellationToken);

    public static Task<V1NetworkPolicy> PatchNamespacedNetworkPolicyAsync(
        this INetworkingV1Operations operations,
        V1Patch body,
        string name,
        string namespaceParameter,
        string dryRun = null, string fieldManager = null, string fieldValidation = null, bool? force = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1NetworkPolicy>(ApiRequest.Patch(Api, namespaceParameter, "networkpolicies", name, body, dryRun, fieldManager, fieldValidation, force), cancellationToken);

    public static Task<V1Ingress> ReadNamespacedIngressAsync(
        this INetworkingV1Operations operations,
        string name,
        string namespaceParameter,
        bool? pretty = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1Ingress>(ApiRequest.Read(Api, namespaceParameter, "ingresses", name, pretty), cancellationToken);

    public static Task<V1IngressList> ListNamespacedIngressAsync(
        this INetworkingV1Operations operations,
        string namespaceParameter,
        bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null, string labelSelector = null, int? limit = null, string resourceVersion = null, string resourceVersionMatch = null, bool? sendInitialEvents = null, int? timeoutSeconds = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1IngressList>(ApiRequest.List(Api, namespaceParameter, "ingresses", allowWatchBookmarks, continueParameter, fieldSelector, labelSelector, limit, resourceVersion, resourceVersionMatch, sendInitialEvents, timeoutSeconds), cancellationToken);

    public static Task<V1IngressList> ListIngressForAllNamespacesAsync(
        this INetworkingV1Operations operations,
        bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null, string labelSelector = null, int? limit = null, string resourceVersion = null, string resourceVersionMatch = null, bool? sendInitialEvents = null, int? timeoutSeconds = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1IngressList>(ApiRequest.List(Api, null, "ingresses", allowWatchBookmarks, continueParameter, fieldSelector, labelSelector, limit, resourceVersion, resourceVersionMatch, sendInitialEvents, timeoutSeconds), cancellationToken);

    public static Task<V1Ingress> PatchNamespacedIngressAsync(
        this INetworkingV1Operations operations,
        V1Patch body,
        string name,
        string namespaceParameter,
        string dryRun = null, string fieldManager = null, string fieldValidation = null, bool? force = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1Ingress>(ApiRequest.Patch(Api, namespaceParameter, "ingresses", name, body, dryRun, fieldManager, fieldValidation, force), cancellationToken);

    public static Task<V1Status> DeleteNamespacedIngressAsync(
        this INetworkingV1Operations operations,
        string name,
        string namespaceParameter,
        string dryRun = null, int? gracePeriodSeconds = null, string propagationPolicy = null,
        CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<V1Status>(ApiRequest.Delete(Api, namespaceParameter, "ingresses", name, dryRun, gracePeriodSeconds, propagationPolicy), cancellationToken);
}
