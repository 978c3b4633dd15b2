using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace DeployMcp.Tests.Fixtures.KubernetesStandIn;

/// <summary>
/// Rolls Deployments out as kube-controller-manager and a kubelet do between them: a ReplicaSet per template, a pod beside the old one,
/// which goes when the new one is ready; owner references, status, conditions and reasons as they give them; old ReplicaSets go beyond
/// <c>revisionHistoryLimit</c>. Every Deployment is taken for one of surge 1, unavailable 0 and at most one replica.
/// </summary>
public sealed class DeploymentController(ClusterStore store)
{
    public const string Deployments = "apis/apps/v1/deployments";
    public const string Sets = "apis/apps/v1/replicasets";
    public const string Pods = "api/v1/pods";
    public const string Events = "api/v1/events";
    private const string Revision = "deployment.kubernetes.io/revision";

    /// <summary>Pods that were made before keep theirs.</summary>
    public PodOutcome Next { get; set; } = PodOutcome.Ready;

    /// <summary>The controllers are busy: a ReplicaSet's status isn't written yet when its pod is ready.</summary>
    public bool IsLagging { get; set; }

    /// <summary>The controllers are down: nothing is made of a Deployment.</summary>
    public bool IsDown { get; set; }

    public void Reconcile(string space, string name)
    {
        if (IsDown || store.Find(Deployments, space, name) is not { } deployment)
        {
            return;
        }

        var newest = EnsureSet(space, name, deployment);
        if (Next == PodOutcome.Quota && store.Find(Pods, space, newest + "-x") is null)
        {
            SetStatus(space, newest, replicas: 0, ready: false);
            Status(space, name, ready: false, Condition("ReplicaFailure", "True", "FailedCreate", "pods \"s\" is forbidden: exceeded quota: tenant-quota, requested: limits.memory=256Mi, used: limits.memory=40Gi, limited: limits.memory=40Gi"));
            return;
        }

        var ready = IsReady(EnsurePod(space, newest));
        SetStatus(space, newest, replicas: 1, ready);
        if (ready)
        {
            foreach (var old in SetsOf(space, name).Where(s => NameOf(s) != newest))
            {
                ScaleDown(space, NameOf(old));
            }

            CleanUp(space, name, newest, (int?)deployment["spec"]!["revisionHistoryLimit"] ?? 10);
        }

        Status(space, name, ready, Condition("Progressing", "True", ready ? "NewReplicaSetAvailable" : "ReplicaSetUpdated", ""));
    }

    /// <summary>The pod of the newest revision becomes ready, or fails, after all.</summary>
    public void Become(PodOutcome outcome, string space, string name)
    {
        Next = outcome;
        var newest = SetsOf(space, name).MaxBy(RevisionOf)!;
        var pod = store.Find(Pods, space, NameOf(newest) + "-x")!;
        pod["status"] = PodStatuses.Of(outcome);
        store.Put(Pods, space, pod);
        Reconcile(space, name);
    }

    /// <summary>The rollout has taken longer than <c>progressDeadlineSeconds</c>.</summary>
    public void Expire(string space, string name)
        => Status(space, name, ready: false, Condition("Progressing", "False", "ProgressDeadlineExceeded", $"ReplicaSet \"{name}\" has timed out progressing."));

    /// <returns>The name of the ReplicaSet for the Deployment's template: a new one, or the one that had this template before.</returns>
    private string EnsureSet(string space, string name, JsonObject deployment)
    {
        var template = deployment["spec"]!["template"]!.AsObject();
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(template).ToJsonString())))[..10];
        var set = $"{name}-{hash}";
        var revision = SetsOf(space, name).Select(RevisionOf).DefaultIfEmpty().Max() + 1;
        if (store.Find(Sets, space, set) is { } known)
        {
            known["spec"]!["replicas"] = 1;
            var isNewest = RevisionOf(known) == revision - 1;
            known["metadata"]!["annotations"]![Revision] = isNewest ? $"{revision - 1}" : $"{revision}";
            store.Put(Sets, space, known);
            return set;
        }

        var copy = template.DeepClone().AsObject();
        copy["metadata"]!["labels"]!["pod-template-hash"] = hash;
        store.Put(Sets, space, new JsonObject
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = "ReplicaSet",
            ["metadata"] = new JsonObject
            {
                ["name"] = set,
                ["namespace"] = space,
                ["labels"] = copy["metadata"]!["labels"]!.DeepClone(),
                ["annotations"] = new JsonObject { [Revision] = $"{revision}" },
                ["ownerReferences"] = new JsonArray(OwnerReference(deployment)),
            },
            ["spec"] = new JsonObject { ["replicas"] = 1, ["selector"] = deployment["spec"]!["selector"]!.DeepClone(), ["template"] = copy },
            ["status"] = new JsonObject { ["replicas"] = 0 },
        });
        return set;
    }

    private JsonObject EnsurePod(string space, string set)
    {
        if (store.Find(Pods, space, set + "-x") is { } known)
        {
            return known;
        }

        var owner = store.Find(Sets, space, set)!;
        var template = owner["spec"]!["template"]!;
        var pod = store.Put(Pods, space, new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = new JsonObject
            {
                ["name"] = set + "-x",
                ["namespace"] = space,
                ["labels"] = template["metadata"]!["labels"]!.DeepClone(),
                ["ownerReferences"] = new JsonArray(OwnerReference(owner)),
            },
            ["spec"] = template["spec"]!.DeepClone(),
            ["status"] = new JsonObject { ["phase"] = "Pending" },
        });
        pod["status"] = PodStatuses.Of(Next);
        return store.Put(Pods, space, pod);
    }

    private void SetStatus(string space, string set, int replicas, bool ready)
    {
        var stored = store.Find(Sets, space, set)!;
        stored["status"] = ready && !IsLagging
            ? new JsonObject { ["replicas"] = replicas, ["readyReplicas"] = 1, ["availableReplicas"] = 1, ["observedGeneration"] = 1 }
            : new JsonObject { ["replicas"] = replicas, ["observedGeneration"] = 1 };
        store.Put(Sets, space, stored);
    }

    private void ScaleDown(string space, string set)
    {
        var stored = store.Find(Sets, space, set)!;
        stored["spec"]!["replicas"] = 0;
        stored["status"] = new JsonObject { ["replicas"] = 0, ["observedGeneration"] = 1 };
        store.Put(Sets, space, stored);
        store.Delete(Pods, space, set + "-x");
    }

    private void CleanUp(string space, string name, string newest, int limit)
    {
        foreach (var old in SetsOf(space, name).Where(s => NameOf(s) != newest).OrderByDescending(RevisionOf).Skip(limit))
        {
            store.Delete(Sets, space, NameOf(old));
        }
    }

    private void Status(string space, string name, bool ready, JsonObject condition)
    {
        var deployment = store.Find(Deployments, space, name)!;
        var total = SetsOf(space, name).Sum(s => (int?)s["spec"]!["replicas"] ?? 0);
        var old = SetsOf(space, name).Count(s => (int?)s["status"]?["readyReplicas"] > 0) - (ready && !IsLagging ? 1 : 0);
        deployment["status"] = new JsonObject
        {
            ["observedGeneration"] = deployment["metadata"]!["generation"]!.GetValue<long>(),
            ["replicas"] = total,
            ["updatedReplicas"] = 1,
            ["readyReplicas"] = Math.Max(0, old) + (ready ? 1 : 0),
            ["availableReplicas"] = Math.Max(0, old) + (ready ? 1 : 0),
            ["conditions"] = new JsonArray(condition),
        };
        store.Put(Deployments, space, deployment);
    }

    private List<JsonObject> SetsOf(string space, string name)
        => [.. store.List(Sets, space).Where(s => NameOf(s).StartsWith(name + "-", StringComparison.Ordinal))];

    private static string NameOf(JsonObject item) => (string)item["metadata"]!["name"]!;

    private static int RevisionOf(JsonObject set) => int.Parse((string)set["metadata"]!["annotations"]![Revision]!, System.Globalization.CultureInfo.InvariantCulture);

    private static JsonObject OwnerReference(JsonObject owner) => new()
    {
        ["apiVersion"] = "apps/v1",
        ["kind"] = (string)owner["kind"]!,
        ["name"] = NameOf(owner),
        ["uid"] = (string)owner["metadata"]!["uid"]!,
        ["controller"] = true,
        ["blockOwnerDeletion"] = true,
    };

    /// <summary>Fields in one order: a template is the same whatever order it was written in.</summary>
    private static JsonNode Canonical(JsonNode node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, p.Value is null ? null : Canonical(p.Value)))),
        JsonArray list => new JsonArray([.. list.Select(i => i is null ? null : Canonical(i))]),
        _ => node.DeepClone(),
    };

    private static bool IsReady(JsonObject pod)
        => pod["status"]?["conditions"]?.AsArray().Any(c => (string?)c!["type"] == "Ready" && (string?)c["status"] == "True") == true;

    private static JsonObject Condition(string type, string status, string reason, string message)
        => new() { ["type"] = type, ["status"] = status, ["reason"] = reason, ["message"] = message };
}
