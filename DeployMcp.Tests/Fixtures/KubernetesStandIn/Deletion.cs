using System.Globalization;
using System.Text.Json.Nodes;

namespace DeployMcp.Tests.Fixtures.KubernetesStandIn;

/// <summary>Deletion with finalizers and what follows an owner (Kubernetes documentation, "Garbage Collection", "Finalizers"), all at once.</summary>
public sealed class Deletion(ClusterStore store)
{
    private const string Namespaces = "api/v1/namespaces";

    /// <summary>Namespaces that are deleted stay, terminating: something in them takes its time.</summary>
    public bool HoldsNamespaces { get; set; }

    /// <param name="propagation"><c>Background</c>, <c>Foreground</c> or <c>Orphan</c>.</param>
    /// <returns>False when there is no such object.</returns>
    public bool Delete(string collection, string? space, string name, string propagation)
    {
        if (store.Find(collection, space, name) is not { } item)
        {
            return false;
        }

        if (collection == Namespaces)
        {
            Empty(item, name);
            return true;
        }

        if (propagation == "Foreground")
        {
            Follow(item, propagation);
        }

        if ((item["metadata"]!["finalizers"] as JsonArray)?.Count > 0)
        {
            Mark(item);
            store.Put(collection, space, item);
            return true;
        }

        store.Delete(collection, space, name);
        Follow(item, propagation);
        return true;
    }

    /// <summary>After a write: what was only held by its finalizers goes with the last of them.</summary>
    public void Finish(string collection, string? space, JsonObject item)
    {
        if (item["metadata"]!["deletionTimestamp"] is not null && item["metadata"]!["finalizers"] is null or JsonArray { Count: 0 })
        {
            store.Delete(collection, space, (string)item["metadata"]!["name"]!);
            Follow(item, "Background");
        }
    }

    private void Empty(JsonObject item, string name)
    {
        Mark(item);
        item["status"] = new JsonObject { ["phase"] = "Terminating" };
        store.Put(Namespaces, null, item);
        foreach (var resource in ApiResource.All.Where(r => r.Namespaced))
        {
            store.List(resource.Collection, name).ForEach(o => store.Delete(resource.Collection, name, (string)o["metadata"]!["name"]!));
        }

        if (!HoldsNamespaces)
        {
            store.Delete(Namespaces, null, name);
        }
    }

    private void Follow(JsonObject owner, string propagation)
    {
        var uid = (string)owner["metadata"]!["uid"]!;
        foreach (var resource in ApiResource.All.Where(r => r.Namespaced))
        {
            foreach (var dependent in store.List(resource.Collection, (string?)owner["metadata"]!["namespace"]).Where(o => References(o).Any(r => (string?)r!["uid"] == uid)))
            {
                var (space, name) = ((string)dependent["metadata"]!["namespace"]!, (string)dependent["metadata"]!["name"]!);
                if (propagation == "Orphan")
                {
                    dependent["metadata"]!.AsObject().Remove("ownerReferences");
                    store.Put(resource.Collection, space, dependent);
                }
                else
                {
                    Delete(resource.Collection, space, name, propagation);
                }
            }
        }
    }

    private static JsonArray References(JsonObject item) => item["metadata"]!["ownerReferences"] as JsonArray ?? [];

    private static void Mark(JsonObject item)
        => item["metadata"]!["deletionTimestamp"] ??= DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ssZ", CultureInfo.InvariantCulture);
}
