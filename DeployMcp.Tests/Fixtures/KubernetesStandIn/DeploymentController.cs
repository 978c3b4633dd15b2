using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace DeployMcp.Tests.Fixtures.KubernetesStandIn;

/// <summary>How the next pods come out.</summary>
public enum PodOutcome
{
    Ready,
    Never,
    ImageNotFound,
    RegistryDown,
    Crash,
    OutOfMemory,
    Unschedulable,
    Quota,
    NotListening,
    ProgramNotFound,
    OtherArchitecture,
}

/// <summary>
/// Rolls Deployments out as kube-controller-manager and a kubelet do between them: a ReplicaSet per template, a pod beside the old one,
/// which goes when the new one is ready; status with the conditions and reasons that they give.
/// </summary>
public sealed class DeploymentController(ClusterStore store)
{
    public const string Deployments = "apis/apps/v1/deployments";
    public const string Sets = "apis/apps/v1/replicasets";
    public const string Pods = "api/v1/pods";
    public const string Events = "api/v1/events";

    /// <summary>Pods that were made before keep theirs.</summary>
    public PodOutcome Next { get; set; } = PodOutcome.Ready;

    public void Reconcile(string space, string name)
    {
        if (store.Find(Deployments, space, name) is not { } deployment)
        {
            foreach (var set in SetsOf(space, name))
            {
                Remove(space, set);
            }

            return;
        }

        var newest = EnsureSet(space, name, deployment);
        if (Next == PodOutcome.Quota && store.Find(Pods, space, newest + "-x") is null)
        {
            Status(space, name, ready: false, Condition("ReplicaFailure", "True", "FailedCreate", "pods \"s\" is forbidden: exceeded quota: tenant, requested: limits.memory=256Mi, used: limits.memory=40Gi, limited: limits.memory=40Gi"));
            return;
        }

        var pod = EnsurePod(space, newest);
        var ready = IsReady(pod);
        SetStatus(space, newest, ready);
        if (ready)
        {
            foreach (var old in SetsOf(space, name).Where(s => s != newest))
            {
                ScaleDown(space, old);
            }
        }

        Status(space, name, ready, Condition("Progressing", "True", ready ? "NewReplicaSetAvailable" : "ReplicaSetUpdated", ""));
    }

    /// <summary>The pod of the newest revision becomes ready, or fails, after all.</summary>
    public void Become(PodOutcome outcome, string space, string name)
    {
        Next = outcome;
        var pod = store.List(Pods, space).Last();
        pod["status"] = PodStatuses.Of(outcome);
        store.Put(Pods, space, pod);
        Reconcile(space, name);
    }

    private string EnsureSet(string space, string name, JsonObject deployment)
    {
        var template = deployment["spec"]!["template"]!.AsObject();
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(template.ToJsonString())))[..10];
        var set = $"{name}-{hash}";
        if (store.Find(Sets, space, set) is { } known)
        {
            known["spec"]!["replicas"] = 1;
            store.Put(Sets, space, known);
            return set;
        }

        var copy = template.DeepClone().AsObject();
        copy["metadata"]!["labels"]!["pod-template-hash"] = hash;
        store.Put(Sets, space, new JsonObject
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = "ReplicaSet",
            ["metadata"] = new JsonObject { ["name"] = set, ["namespace"] = space, ["labels"] = copy["metadata"]!["labels"]!.DeepClone() },
            ["spec"] = new JsonObject { ["replicas"] = 1, ["template"] = copy },
            ["status"] = new JsonObject { ["replicas"] = 1 },
        });
        return set;
    }

    private JsonObject EnsurePod(string space, string set)
    {
        if (store.Find(Pods, space, set + "-x") is { } known)
        {
            return known;
        }

        var template = store.Find(Sets, space, set)!["spec"]!["template"]!;
        var pod = store.Put(Pods, space, new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = new JsonObject { ["name"] = set + "-x", ["namespace"] = space, ["labels"] = template["metadata"]!["labels"]!.DeepClone() },
            ["spec"] = template["spec"]!.DeepClone(),
            ["status"] = new JsonObject { ["phase"] = "Pending" },
        });
        pod["status"] = PodStatuses.Of(Next);
        return store.Put(Pods, space, pod);
    }

    private void SetStatus(string space, string set, bool ready)
    {
        var stored = store.Find(Sets, space, set)!;
        stored["status"] = ready ? new JsonObject { ["replicas"] = 1, ["readyReplicas"] = 1, ["availableReplicas"] = 1 } : new JsonObject { ["replicas"] = 1 };
        store.Put(Sets, space, stored);
    }

    private void ScaleDown(string space, string set)
    {
        var stored = store.Find(Sets, space, set)!;
        stored["spec"]!["replicas"] = 0;
        stored["status"] = new JsonObject { ["replicas"] = 0 };
        store.Put(Sets, space, stored);
        store.Delete(Pods, space, set + "-x");
    }

    private void Status(string space, string name, bool ready, JsonObject condition)
    {
        var deployment = store.Find(Deployments, space, name)!;
        deployment["status"] = new JsonObject
        {
            ["observedGeneration"] = deployment["metadata"]!["generation"]!.GetValue<long>(),
            ["updatedReplicas"] = 1,
            ["readyReplicas"] = ready ? 1 : 0,
            ["conditions"] = new JsonArray(condition),
        };
        store.Put(Deployments, space, deployment);
    }

    private void Remove(string space, string set)
    {
        store.Delete(Sets, space, set);
        store.Delete(Pods, space, set + "-x");
    }

    private List<string> SetsOf(string space, string name)
        => [.. store.List(Sets, space).Select(s => (string)s["metadata"]!["name"]!).Where(n => n.StartsWith(name + "-", StringComparison.Ordinal))];

    private static bool IsReady(JsonObject pod)
        => pod["status"]?["conditions"]?.AsArray().Any(c => (string?)c!["type"] == "Ready" && (string?)c["status"] == "True") == true;

    private static JsonObject Condition(string type, string status, string reason, string message)
        => new() { ["type"] = type, ["status"] = status, ["reason"] = reason, ["message"] = message };
}

/// <summary>Pod statuses with the reasons that a kubelet and the scheduler give.</summary>
internal static class PodStatuses
{
    public static JsonObject Of(PodOutcome outcome) => outcome switch
    {
        PodOutcome.Ready => Status("Running", Container(new JsonObject { ["running"] = Since(TimeSpan.Zero) }, ready: true), ready: true),
        PodOutcome.ImageNotFound => Waiting("ErrImagePull", "failed to pull and unpack image \"r/x@sha256:0\": failed to resolve reference: r/x@sha256:0: not found"),
        PodOutcome.RegistryDown => Waiting("ErrImagePull", "failed to do request: Head \"http://r/v2/x\": dial tcp 10.0.0.9:5000: connect: connection refused"),
        PodOutcome.ProgramNotFound => Waiting("RunContainerError", "failed to create containerd task: exec: \"nodd\": executable file not found in $PATH: unknown"),
        PodOutcome.Crash => Ended("Error", 1, "Error: Cannot find module 'express'"),
        PodOutcome.OtherArchitecture => Ended("Error", 255, "exec /app: exec format error"),
        PodOutcome.OutOfMemory => Ended("OOMKilled", 137, ""),
        PodOutcome.NotListening => Status("Running", Container(new JsonObject { ["running"] = Since(TimeSpan.FromHours(1)) }, ready: false), ready: false),
        PodOutcome.Unschedulable => new JsonObject
        {
            ["phase"] = "Pending",
            ["conditions"] = new JsonArray(new JsonObject
            {
                ["type"] = "PodScheduled",
                ["status"] = "False",
                ["reason"] = "Unschedulable",
                ["lastTransitionTime"] = Time(TimeSpan.FromHours(1)),
                ["message"] = "0/3 nodes are available: 3 Insufficient memory.",
            }),
        },
        _ => Status("Pending", Container(new JsonObject { ["waiting"] = new JsonObject { ["reason"] = "ContainerCreating" } }, ready: false), ready: false),
    };

    private static JsonObject Waiting(string reason, string message)
        => Status("Pending", Container(new JsonObject { ["waiting"] = new JsonObject { ["reason"] = reason, ["message"] = message } }, ready: false), ready: false);

    private static JsonObject Ended(string reason, int code, string message)
    {
        var container = Container(new JsonObject { ["waiting"] = new JsonObject { ["reason"] = "CrashLoopBackOff" } }, ready: false);
        container["restartCount"] = 1;
        container["lastState"] = new JsonObject { ["terminated"] = new JsonObject { ["reason"] = reason, ["exitCode"] = code, ["message"] = message } };
        return Status("Running", container, ready: false);
    }

    private static JsonObject Container(JsonObject state, bool ready)
        => new() { ["name"] = "app", ["ready"] = ready, ["restartCount"] = 0, ["image"] = "x", ["imageID"] = "", ["state"] = state };

    private static JsonObject Status(string phase, JsonObject container, bool ready) => new()
    {
        ["phase"] = phase,
        ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Ready", ["status"] = ready ? "True" : "False" }),
        ["containerStatuses"] = new JsonArray(container),
    };

    private static JsonObject Since(TimeSpan ago) => new() { ["startedAt"] = Time(ago) };

    private static string Time(TimeSpan ago) => (DateTime.UtcNow - ago).ToString("yyyy-MM-dd'T'HH:mm:ssZ", CultureInfo.InvariantCulture);
}
