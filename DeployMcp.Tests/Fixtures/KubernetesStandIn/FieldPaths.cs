using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DeployMcp.Tests.Fixtures.KubernetesStandIn;

/// <summary>
/// The fields of an object as paths, in the notation of <c>managedFields</c> (FieldsV1): <c>f:name</c> a field, <c>k:{…}</c> an item of a list
/// that is merged by key, <c>v:…</c> one of a set, <c>.</c> the item itself. Which lists merge and which maps are atomic is as the API's
/// types mark them (<c>x-kubernetes-list-type</c>, <c>x-kubernetes-list-map-keys</c>, <c>x-kubernetes-map-type</c>).
/// </summary>
internal static class FieldPaths
{
    private const char Separator = '\n';

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Dictionary<string, string[]> ListKeys = new(StringComparer.Ordinal)
    {
        ["containers"] = ["name"],
        ["initContainers"] = ["name"],
        ["volumes"] = ["name"],
        ["env"] = ["name"],
        ["imagePullSecrets"] = ["name"],
        ["volumeMounts"] = ["mountPath"],
        ["conditions"] = ["type"],
        ["ownerReferences"] = ["uid"],
        ["topologySpreadConstraints"] = ["topologyKey", "whenUnsatisfiable"],
    };

    private static readonly HashSet<string> AtomicMaps = new(StringComparer.Ordinal) { "selector", "nodeSelector", "labelSelector", "podSelector" };

    private static readonly HashSet<string> Unmanaged = new(StringComparer.Ordinal)
    {
        "f:apiVersion", "f:kind", "f:metadata\nf:name", "f:metadata\nf:namespace", "f:metadata\nf:resourceVersion", "f:metadata\nf:uid", "f:metadata\nf:generation",
        "f:metadata\nf:creationTimestamp", "f:metadata\nf:managedFields",
    };

    /// <summary>Each field that a manager can own, with its value.</summary>
    public static Dictionary<string, JsonNode?> Of(JsonObject item)
        => Fields(item, "").Where(f => !Unmanaged.Contains(f.Path) && !f.Path.StartsWith("f:status", StringComparison.Ordinal)
            && !f.Path.StartsWith("f:metadata\nf:managedFields", StringComparison.Ordinal))
            .ToDictionary(f => f.Path, f => f.Value, StringComparer.Ordinal);

    /// <summary>The keys by which this list's items are the same; null for a list that is one value.</summary>
    public static string[]? KeysOf(string field, JsonArray list) => field == "ports"
        ? list.Any(p => p?["containerPort"] is not null) ? ["containerPort", "protocol"] : list.Any(p => p?["port"] is not null) ? ["port", "protocol"] : null
        : ListKeys.GetValueOrDefault(field);

    public static bool IsAtomic(string field) => AtomicMaps.Contains(field);

    public static string KeyOf(JsonNode? item, string[] keys)
        => "k:" + new JsonObject(keys.Select(k => KeyValuePair.Create(k, item?[k]?.DeepClone() ?? (k == "protocol" ? "TCP" : null)))).ToJsonString(Plain);

    public static string[] Split(string path) => path.Split(Separator);

    /// <summary><c>.spec.template.spec.containers[name="app"].image</c>.</summary>
    public static string Display(string path) => string.Concat(Split(path).Select(s => s[..2] switch
    {
        "f:" => "." + s[2..],
        "k:" => "[" + string.Join(',', JsonNode.Parse(s[2..])!.AsObject().Select(p => $"{p.Key}={p.Value?.ToJsonString()}")) + "]",
        _ => "",
    }));

    public static JsonObject ToFieldsV1(IEnumerable<string> paths)
    {
        var root = new JsonObject();
        foreach (var path in paths.Order(StringComparer.Ordinal))
        {
            var node = root;
            foreach (var segment in Split(path))
            {
                node = (node[segment] ??= new JsonObject()).AsObject();
            }
        }

        return root;
    }

    public static HashSet<string> FromFieldsV1(JsonObject fields) => Leaves(fields, "").ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<string> Leaves(JsonObject node, string path)
        => node.Count == 0 ? [path] : node.SelectMany(p => Leaves(p.Value!.AsObject(), Join(path, p.Key)));

    private static IEnumerable<(string Path, JsonNode? Value)> Fields(JsonObject item, string path)
        => item.SelectMany(p => Field(p.Key, p.Value, Join(path, "f:" + p.Key)));

    private static IEnumerable<(string Path, JsonNode? Value)> Field(string name, JsonNode? value, string path) => value switch
    {
        JsonObject { Count: > 0 } map when !IsAtomic(name) => Fields(map, path),
        JsonArray { Count: > 0 } list when name == "finalizers" => list.Select(v => (Join(path, "v:" + v!.ToJsonString()), (JsonNode?)v)),
        JsonArray { Count: > 0 } list when KeysOf(name, list) is { } keys => list.SelectMany(i => Item(i!.AsObject(), Join(path, KeyOf(i, keys)))),
        _ => [(path, value)],
    };

    private static IEnumerable<(string Path, JsonNode? Value)> Item(JsonObject item, string path) => [(Join(path, "."), null), .. Fields(item, path)];

    private static string Join(string path, string segment) => path.Length == 0 ? segment : $"{path}{Separator}{segment}";
}
