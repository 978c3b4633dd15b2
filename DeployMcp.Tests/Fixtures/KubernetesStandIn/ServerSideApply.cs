using System.Text.Json.Nodes;

namespace DeployMcp.Tests.Fixtures.KubernetesStandIn;

/// <summary>
/// Server-side apply (Kubernetes reference, "Server-Side Apply"): each manager owns the leaves that it sent; what it no longer sends goes;
/// another's leaf with another value is a conflict unless forced. Lists are one leaf here, where Kubernetes merges some of them by key.
/// </summary>
internal static class ServerSideApply
{
    private static readonly HashSet<string> Unmanaged = new(StringComparer.Ordinal) { "/apiVersion", "/kind", "/metadata/name", "/metadata/namespace", "/metadata/resourceVersion" };

    /// <returns>The merged object, or the paths in conflict with their owners.</returns>
    public static (JsonObject? Merged, IReadOnlyList<string> Conflicts) Merge(JsonObject? live, JsonObject wanted, string manager, bool force)
    {
        var merged = live?.DeepClone().AsObject() ?? [];
        var owners = Owners(merged);
        var leaves = Leaves(wanted, "").Where(l => !Unmanaged.Contains(l.Path)).ToDictionary(l => l.Path, l => l.Value, StringComparer.Ordinal);
        var conflicts = owners.Where(o => o.Key != manager)
            .SelectMany(o => o.Value.Where(p => leaves.TryGetValue(p, out var value) && !JsonNode.DeepEquals(Get(merged, p), value)).Select(p => $"{o.Key}: .{p[1..].Replace('/', '.')}"))
            .ToList();
        if (conflicts.Count > 0 && !force)
        {
            return (null, conflicts);
        }

        foreach (var gone in (owners.GetValueOrDefault(manager) ?? []).Where(p => !leaves.ContainsKey(p) && !owners.Any(o => o.Key != manager && o.Value.Contains(p))))
        {
            Remove(merged, gone);
        }

        foreach (var other in owners.Keys.Where(k => k != manager).ToList())
        {
            owners[other] = [.. owners[other].Where(p => !leaves.TryGetValue(p, out var value) || JsonNode.DeepEquals(Get(merged, p), value))];
        }

        Overlay(merged, wanted);
        owners[manager] = [.. leaves.Keys];
        Write(merged, owners);
        return (merged, []);
    }

    private static IEnumerable<(string Path, JsonNode? Value)> Leaves(JsonNode? node, string path) => node is JsonObject { Count: > 0 } map
        ? map.SelectMany(p => Leaves(p.Value, $"{path}/{p.Key.Replace("/", "~1", StringComparison.Ordinal)}"))
        : [(path, node)];

    private static void Overlay(JsonObject target, JsonObject source)
    {
        foreach (var (key, value) in source.Where(p => p.Key != "resourceVersion").ToList())
        {
            if (value is JsonObject map && target[key] is JsonObject into)
            {
                Overlay(into, map);
            }
            else
            {
                target[key] = value?.DeepClone();
            }
        }
    }

    private static JsonNode? Get(JsonObject root, string path)
        => Segments(path).Aggregate((JsonNode?)root, (node, key) => (node as JsonObject)?[key]);

    private static void Remove(JsonObject root, string path)
    {
        var segments = Segments(path).ToList();
        (segments[..^1].Aggregate((JsonNode?)root, (node, key) => (node as JsonObject)?[key]) as JsonObject)?.Remove(segments[^1]);
    }

    private static IEnumerable<string> Segments(string path) => path[1..].Split('/').Select(s => s.Replace("~1", "/", StringComparison.Ordinal));

    private static Dictionary<string, List<string>> Owners(JsonObject item) => (item["metadata"]?["managedFields"]?.AsArray() ?? [])
        .ToDictionary(m => (string)m!["manager"]!, m => m!["fieldsV1"]!.AsArray().Select(f => (string)f!).ToList(), StringComparer.Ordinal);

    private static void Write(JsonObject item, Dictionary<string, List<string>> owners)
        => item["metadata"]!["managedFields"] = new JsonArray([.. owners.Where(o => o.Value.Count > 0).Select(o => (JsonNode)new JsonObject
        {
            ["manager"] = o.Key,
            ["operation"] = "Apply",
            ["fieldsV1"] = new JsonArray([.. o.Value.Order(StringComparer.Ordinal).Select(p => (JsonNode)p!)]),
        })]);
}
