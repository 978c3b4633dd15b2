using System.Globalization;
using System.Text.Json.Nodes;

namespace DeployMcp.Tests.Fixtures.KubernetesStandIn;

/// <summary>
/// Who owns which field (Kubernetes reference, "Server-Side Apply"): each manager owns the fields that it sent; what it no longer sends goes
/// unless another owns it too; another's field with another value is a conflict unless forced.
/// </summary>
internal static class ServerSideApply
{
    /// <returns>The merged object, or the fields in conflict with their owners.</returns>
    public static (JsonObject? Merged, IReadOnlyList<(string Manager, string Field)> Conflicts) Merge(JsonObject? live, JsonObject wanted, string manager, bool force)
    {
        var merged = live?.DeepClone().AsObject() ?? [];
        var owners = Owners(merged);
        var before = FieldPaths.Of(merged);
        var sent = FieldPaths.Of(wanted);
        var mine = (manager, "Apply");
        var conflicts = owners.Where(o => o.Key != mine)
            .SelectMany(o => o.Value.Where(p => Overwrites(before, sent, p)).Select(p => (o.Key.Manager, FieldPaths.Display(p)))).ToList();
        if (conflicts.Count > 0 && !force)
        {
            return (null, conflicts);
        }

        foreach (var gone in (owners.GetValueOrDefault(mine) ?? []).Where(p => !sent.ContainsKey(p) && !owners.Any(o => o.Key != mine && o.Value.Contains(p))))
        {
            Remove(merged, FieldPaths.Split(gone), "");
        }

        foreach (var other in owners.Where(o => o.Key != mine))
        {
            other.Value.RemoveWhere(p => Overwrites(before, sent, p));
        }

        Overlay(merged, wanted);
        owners[mine] = sent.Keys.ToHashSet(StringComparer.Ordinal);
        Write(merged, owners);
        return (merged, []);
    }

    /// <summary>Any other write: its author owns what it changed.</summary>
    public static JsonObject Update(JsonObject? live, JsonObject wanted, string manager)
    {
        var owners = Owners(live ?? []);
        var before = live is null ? [] : FieldPaths.Of(live);
        var after = FieldPaths.Of(wanted);
        var changed = after.Where(f => !before.TryGetValue(f.Key, out var was) || !JsonNode.DeepEquals(was, f.Value)).Select(f => f.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var other in owners.Values)
        {
            other.RemoveWhere(p => changed.Contains(p) || !after.ContainsKey(p));
        }

        (owners.TryGetValue((manager, "Update"), out var mine) ? mine : owners[(manager, "Update")] = []).UnionWith(changed);
        Write(wanted, owners);
        return wanted;
    }

    private static bool Overwrites(Dictionary<string, JsonNode?> before, Dictionary<string, JsonNode?> sent, string path)
        => sent.TryGetValue(path, out var value) && before.TryGetValue(path, out var was) && !JsonNode.DeepEquals(was, value);

    private static void Overlay(JsonObject target, JsonObject source)
    {
        foreach (var (key, value) in source.Where(p => p.Key is not ("resourceVersion" or "managedFields")).ToList())
        {
            if (value is JsonObject map && target[key] is JsonObject into && !FieldPaths.IsAtomic(key))
            {
                Overlay(into, map);
            }
            else if (value is JsonArray list && target[key] is JsonArray known && FieldPaths.KeysOf(key, list) is { } keys)
            {
                OverlayItems(known, list, keys);
            }
            else
            {
                target[key] = value?.DeepClone();
            }
        }
    }

    private static void OverlayItems(JsonArray target, JsonArray source, string[] keys)
    {
        foreach (var item in source)
        {
            var key = FieldPaths.KeyOf(item, keys);
            if (target.FirstOrDefault(t => FieldPaths.KeyOf(t, keys) == key) is JsonObject same)
            {
                Overlay(same, item!.AsObject());
            }
            else
            {
                target.Add(item!.DeepClone());
            }
        }
    }

    private static void Remove(JsonNode? node, ReadOnlySpan<string> path, string field)
    {
        var name = path[0][2..];
        switch (node, path.Length)
        {
            case (JsonObject map, 1):
                map.Remove(name);
                break;
            case (JsonObject map, _):
                Remove(map[name], path[1..], name);
                Prune(map, name);
                break;
            case (JsonArray list, _) when FieldPaths.KeysOf(field, list) is { } keys:
                var key = path[0];
                var item = list.FirstOrDefault(i => FieldPaths.KeyOf(i, keys) == key);
                if (path[1] == ".")
                {
                    list.Remove(item);
                }
                else
                {
                    Remove(item, path[1..], "");
                }

                break;
            default:
                break;
        }
    }

    private static void Prune(JsonObject map, string name)
    {
        if (map[name] is JsonObject { Count: 0 } or JsonArray { Count: 0 })
        {
            map.Remove(name);
        }
    }

    private static Dictionary<(string Manager, string Operation), HashSet<string>> Owners(JsonObject item) => (item["metadata"]?["managedFields"]?.AsArray() ?? [])
        .ToDictionary(m => ((string)m!["manager"]!, (string)m["operation"]!), m => FieldPaths.FromFieldsV1(m!["fieldsV1"]!.AsObject()));

    private static void Write(JsonObject item, Dictionary<(string Manager, string Operation), HashSet<string>> owners)
    {
        var before = (item["metadata"]!["managedFields"]?.AsArray() ?? []).ToDictionary(m => ((string)m!["manager"]!, (string)m["operation"]!), m => m!);
        item["metadata"]!["managedFields"] = new JsonArray([.. owners.Where(o => o.Value.Count > 0).Select(o =>
        {
            var fields = FieldPaths.ToFieldsV1(o.Value);
            var isSame = before.TryGetValue(o.Key, out var was) && JsonNode.DeepEquals(was["fieldsV1"], fields);
            return (JsonNode)new JsonObject
            {
                ["manager"] = o.Key.Manager,
                ["operation"] = o.Key.Operation,
                ["apiVersion"] = (string?)item["apiVersion"],
                ["time"] = isSame ? (string?)was!["time"] : DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ssZ", CultureInfo.InvariantCulture),
                ["fieldsType"] = "FieldsV1",
                ["fieldsV1"] = fields,
            };
        })]);
    }
}
