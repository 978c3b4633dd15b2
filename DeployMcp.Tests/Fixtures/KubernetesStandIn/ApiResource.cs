using System.Text.Json.Nodes;

namespace DeployMcp.Tests.Fixtures.KubernetesStandIn;

/// <summary>A kind that the API server knows.</summary>
/// <param name="Api">Group and version as in its path: <c>api/v1</c>, <c>apis/apps/v1</c>.</param>
internal sealed record ApiResource(string Api, string Plural, string Kind, bool Namespaced, string ShortName)
{
    public static readonly IReadOnlyList<ApiResource> All =
    [
        new("api/v1", "namespaces", "Namespace", false, "ns"),
        new("api/v1", "configmaps", "ConfigMap", true, "cm"),
        new("api/v1", "secrets", "Secret", true, "secret"),
        new("api/v1", "services", "Service", true, "svc"),
        new("api/v1", "pods", "Pod", true, "po"),
        new("api/v1", "events", "Event", true, "ev"),
        new("api/v1", "resourcequotas", "ResourceQuota", true, "quota"),
        new("api/v1", "limitranges", "LimitRange", true, "limits"),
        new("apis/apps/v1", "deployments", "Deployment", true, "deploy"),
        new("apis/apps/v1", "replicasets", "ReplicaSet", true, "rs"),
        new("apis/networking.k8s.io/v1", "ingresses", "Ingress", true, "ing"),
        new("apis/networking.k8s.io/v1", "networkpolicies", "NetworkPolicy", true, "netpol"),
    ];

    private static readonly string[] Verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    public string Collection => $"{Api}/{Plural}";

    public string ApiVersion => Api["api".Length..].TrimStart('s').TrimStart('/');

    private string Group => ApiVersion.Contains('/', StringComparison.Ordinal) ? ApiVersion.Split('/')[0] : "";

    public static ApiResource? Find(string collection) => All.FirstOrDefault(r => r.Collection == collection);

    /// <summary>The documents by which clients learn what there is (Kubernetes API concepts, "API Discovery" and "OpenAPI V3"); null for other paths.</summary>
    public static JsonObject? Document(string path) => path switch
    {
        "/version" => new() { ["major"] = "1", ["minor"] = "34", ["gitVersion"] = "v1.34.5+standin" },
        "/api" => new() { ["kind"] = "APIVersions", ["versions"] = new JsonArray("v1") },
        "/apis" => new() { ["kind"] = "APIGroupList", ["apiVersion"] = "v1", ["groups"] = new JsonArray([.. Groups()]) },
        "/openapi/v3" => OpenApiIndex(),
        _ when path.StartsWith("/openapi/v3/", StringComparison.Ordinal) => OpenApi(path["/openapi/v3/".Length..]),
        _ => All.Any(r => $"/{r.Api}" == path) ? Resources(path[1..]) : null,
    };

    private static IEnumerable<JsonNode> Groups() => All.Where(r => r.Group.Length > 0).Select(r => (r.Group, r.ApiVersion)).Distinct().Select(g =>
    {
        var version = new JsonObject { ["groupVersion"] = g.ApiVersion, ["version"] = g.ApiVersion.Split('/')[1] };
        return new JsonObject { ["name"] = g.Group, ["versions"] = new JsonArray(version), ["preferredVersion"] = version.DeepClone() };
    });

    private static JsonObject Resources(string api) => new()
    {
        ["kind"] = "APIResourceList",
        ["apiVersion"] = "v1",
        ["groupVersion"] = All.First(r => r.Api == api).ApiVersion,
        ["resources"] = new JsonArray([.. All.Where(r => r.Api == api).Select(r => new JsonObject
        {
            ["name"] = r.Plural,
            ["singularName"] = r.Kind.ToLowerInvariant(),
            ["namespaced"] = r.Namespaced,
            ["kind"] = r.Kind,
            ["verbs"] = new JsonArray([.. Verbs.Select(v => (JsonNode)v)]),
            ["shortNames"] = new JsonArray(r.ShortName),
            ["categories"] = r.Plural is "pods" or "services" or "deployments" or "replicasets" ? new JsonArray("all") : [],
        })]),
    };

    private static JsonObject OpenApiIndex() => new()
    {
        ["paths"] = new JsonObject(All.Select(r => r.Api).Distinct().Select(api => KeyValuePair.Create(api, (JsonNode?)new JsonObject { ["serverRelativeURL"] = $"/openapi/v3/{api}?hash=1" }))),
    };

    /// <summary>No schemas: only that each kind can be patched with the query's fieldValidation, which is what kubectl looks for before it applies.</summary>
    private static JsonObject OpenApi(string api) => new()
    {
        ["openapi"] = "3.0.0",
        ["info"] = new JsonObject { ["title"] = "Kubernetes", ["version"] = "v1.34.5" },
        ["paths"] = new JsonObject(All.Where(r => r.Api == api).Select(r => KeyValuePair.Create($"/{r.Collection}/{{name}}", (JsonNode?)new JsonObject
        {
            ["patch"] = new JsonObject
            {
                ["x-kubernetes-action"] = "patch",
                ["x-kubernetes-group-version-kind"] = new JsonObject { ["group"] = r.Group, ["version"] = r.ApiVersion.Split('/')[^1], ["kind"] = r.Kind },
                ["parameters"] = new JsonArray(new JsonObject { ["name"] = "fieldValidation", ["in"] = "query", ["schema"] = new JsonObject { ["type"] = "string" } }),
                ["responses"] = new JsonObject { ["200"] = new JsonObject { ["description"] = "OK" } },
            },
        }))),
    };
}
