using System.Globalization;
using System.Text;
using k8s.Models;

namespace k8s;

/// <summary>One call of the API: its path with the query, and its body if it has one.</summary>
internal sealed class ApiRequest
{
    private readonly StringBuilder _uri;
    private char _separator = '?';

    /// <param name="collection">The path up to the namespace: <c>api/v1</c> or <c>apis/apps/v1</c>.</param>
    /// <param name="space">Null for what has no namespace, and for lists of all namespaces.</param>
    public ApiRequest(HttpMethod method, string collection, string space, string plural, string name = null, string subresource = null)
    {
        Method = method;
        _uri = new StringBuilder(collection);
        if (space is not null)
        {
            _uri.Append("/namespaces/").Append(Uri.EscapeDataString(space));
        }

        foreach (var segment in new[] { plural, name, subresource }.Where(s => s is not null))
        {
            _uri.Append('/').Append(Uri.EscapeDataString(segment));
        }
    }

    public static ApiRequest Read(string collection, string space, string plural, string name, bool? pretty)
        => new ApiRequest(HttpMethod.Get, collection, space, plural, name).With("pretty", pretty);

    public static ApiRequest List(
        string collection, string space, string plural,
        bool? allowWatchBookmarks, string continueParameter, string fieldSelector, string labelSelector, int? limit, string resourceVersion, string resourceVersionMatch, bool? sendInitialEvents, int? timeoutSeconds)
        => new ApiRequest(HttpMethod.Get, collection, space, plural)
            .With("allowWatchBookmarks", allowWatchBookmarks)
            .With("continue", continueParameter)
            .With("fieldSelector", fieldSelector)
            .With("labelSelector", labelSelector)
            .With("limit", limit)
            .With("resourceVersion", resourceVersion)
            .With("resourceVersionMatch", resourceVersionMatch)
            .With("sendInitialEvents", sendInitialEvents)
            .With("timeoutSeconds", timeoutSeconds);

    public static ApiRequest Patch(string collection, string space, string plural, string name, V1Patch body, string dryRun, string fieldManager, string fieldValidation, bool? force)
        => new ApiRequest(HttpMethod.Patch, collection, space, plural, name)
            .With("dryRun", dryRun)
            .With("fieldManager", fieldManager)
            .With("fieldValidation", fieldValidation)
            .With("force", force)
            .WithPatch(body);

    public static ApiRequest Delete(string collection, string space, string plural, string name, string dryRun, int? gracePeriodSeconds, string propagationPolicy)
        => new ApiRequest(HttpMethod.Delete, collection, space, plural, name)
            .With("dryRun", dryRun)
            .With("gracePeriodSeconds", gracePeriodSeconds)
            .With("propagationPolicy", propagationPolicy);

    public HttpMethod Method { get; }

    public string RelativeUri => _uri.ToString();

    public string Body { get; private set; }

    public string MediaType { get; private set; } = "application/json";

    public ApiRequest With(string key, string value)
    {
        if (value is not null)
        {
            _uri.Append(_separator).Append(key).Append('=').Append(Uri.EscapeDataString(value));
            _separator = '&';
        }

        return this;
    }

    public ApiRequest With(string key, bool? value) => With(key, value switch { null => null, true => "true", false => "false" });

    public ApiRequest With(string key, long? value) => With(key, value?.ToString(CultureInfo.InvariantCulture));

    public ApiRequest WithBody(object body)
    {
        Body = body is null ? null : KubernetesJson.Serialize(body);
        return this;
    }

    public ApiRequest WithPatch(V1Patch patch)
    {
        ArgumentNullException.ThrowIfNull(patch);
        Body = patch.Content as string ?? KubernetesJson.Serialize(patch.Content);
        MediaType = patch.MediaType;
        return this;
    }
}
