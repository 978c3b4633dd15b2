using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace DeployMcp.Tests.Fixtures.KubernetesStandIn;

/// <summary>Creates, updates and the three kinds of patch that clients send: checks, merges, fills in and stores.</summary>
internal sealed class Writes(ClusterStore store, Deletion deletion)
{
    private static readonly string[] Kept = ["uid", "creationTimestamp", "generation"];

    private const string ApplyType = "application/apply-patch+yaml";

    /// <returns>What is stored now; null when it was refused.</returns>
    public async Task<JsonObject?> RunAsync(HttpContext context, ApiCall call)
    {
        var body = (await JsonSerializer.DeserializeAsync<JsonObject>(context.Request.Body))!;
        body["metadata"] ??= new JsonObject();
        var name = call.Name ?? (string)body["metadata"]!["name"]!;
        var live = store.Find(call.Collection, call.Space, name);
        if (Refusal(context, call, live, body, name) is { } refusal)
        {
            await context.AnswerAsync((int)refusal["code"]!, refusal);
            return null;
        }

        var (merged, conflicts) = Merge(context, call, live, body);
        if (merged is null)
        {
            await RefuseAsync(context, body, conflicts);
            return null;
        }

        Complete(call, merged, name);
        var stored = context.Request.Query["dryRun"] == "All" ? merged : store.Put(call.Collection, call.Space, merged);
        await context.AnswerAsync(live is null ? 201 : 200, stored);
        deletion.Finish(call.Collection, call.Space, stored);
        return stored;
    }

    private JsonObject? Refusal(HttpContext context, ApiCall call, JsonObject? live, JsonObject body, string name)
    {
        var isApply = context.Request.ContentType?.StartsWith(ApplyType, StringComparison.Ordinal) == true;
        var home = call.Space is { } space ? store.Find("api/v1/namespaces", null, space) : null;
        return call switch
        {
            { Space: not null } when home is null => StatusObjects.Failure(404, "NotFound", $"namespaces \"{call.Space}\" not found"),
            { Space: not null } when live is null && (string?)home!["status"]?["phase"] == "Terminating" => StatusObjects.Failure(
                403, "Forbidden", $"{call.Plural} \"{name}\" is forbidden: unable to create new content in namespace {call.Space} because it is being terminated",
                StatusObjects.Cause("NamespaceTerminating", $"namespace {call.Space} is being terminated", "metadata.namespace")),
            { Verb: "create" } when live is not null => StatusObjects.Failure(409, "AlreadyExists", $"{call.Plural} \"{name}\" already exists"),
            { Verb: "update" or "patch" } when live is null && !isApply => StatusObjects.Failure(404, "NotFound", $"{call.Plural} \"{name}\" not found"),
            _ when (string?)body["metadata"]!["resourceVersion"] is { } version && version != (string?)live?["metadata"]!["resourceVersion"] => StatusObjects.Failure(
                409, "Conflict", $"Operation cannot be fulfilled on {call.Plural} \"{name}\": the object has been modified; please apply your changes to the latest version and try again"),
            _ when isApply && context.Request.Query["fieldManager"].Count == 0 => StatusObjects.Failure(422, "Invalid", "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch"),
            _ => null,
        };
    }

    private static (JsonObject? Merged, IReadOnlyList<(string Manager, string Field)> Conflicts) Merge(HttpContext context, ApiCall call, JsonObject? live, JsonObject body)
    {
        var query = context.Request.Query;
        if (context.Request.ContentType?.StartsWith(ApplyType, StringComparison.Ordinal) == true)
        {
            return ServerSideApply.Merge(live, body, query["fieldManager"].ToString(), query["force"] == "true");
        }

        var manager = query["fieldManager"].FirstOrDefault() ?? context.Request.Headers.UserAgent.ToString().Split('/')[0];
        var wanted = call.Verb == "patch" ? MergePatch(live!.DeepClone().AsObject(), body) : body;
        foreach (var kept in Kept.Where(k => live?["metadata"]?[k] is not null))
        {
            wanted["metadata"]![kept] = live!["metadata"]![kept]!.DeepClone();
        }

        if (live?["status"] is { } status)
        {
            wanted["status"] = status.DeepClone();
        }

        return (ServerSideApply.Update(live, wanted, manager), []);
    }

    private static Task RefuseAsync(HttpContext context, JsonObject body, IReadOnlyList<(string Manager, string Field)> conflicts)
    {
        var fields = string.Join(", ", conflicts.Select(c => c.Field));
        var message = $"Apply failed with {conflicts.Count} conflict{(conflicts.Count == 1 ? "" : "s")}: conflict with \"{conflicts[0].Manager}\" using {body["apiVersion"]}: {fields}";
        return context.RefuseAsync(409, "Conflict", message, [.. conflicts.Select(c => StatusObjects.Cause("FieldManagerConflict", $"conflict with \"{c.Manager}\"", c.Field))]);
    }

    private static void Complete(ApiCall call, JsonObject item, string name)
    {
        var meta = item["metadata"]!.AsObject();
        meta["name"] = name;
        if (call.Space is { } space)
        {
            meta["namespace"] = space;
        }

        if (call.Plural == "namespaces")
        {
            (meta["labels"] ??= new JsonObject())["kubernetes.io/metadata.name"] = name;
            item["spec"] ??= new JsonObject { ["finalizers"] = new JsonArray("kubernetes") };
            item["status"] ??= new JsonObject { ["phase"] = "Active" };
        }

        Defaulting.Complete(call.Plural, item);
    }

    /// <summary>RFC 7386; lists that merge by key do so, as in a strategic merge patch.</summary>
    private static JsonObject MergePatch(JsonObject target, JsonObject patch)
    {
        foreach (var (key, value) in patch.Where(p => p.Key != "resourceVersion").ToList())
        {
            if (value is null)
            {
                target.Remove(key);
            }
            else
            {
                target[key] = value is JsonObject map && target[key] is JsonObject into ? MergePatch(into, map).DeepClone() : value.DeepClone();
            }
        }

        return target;
    }
}
