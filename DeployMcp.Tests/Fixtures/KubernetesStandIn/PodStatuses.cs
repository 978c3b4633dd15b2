using System.Globalization;
using System.Text.Json.Nodes;

namespace DeployMcp.Tests.Fixtures.KubernetesStandIn;

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
        PodOutcome.Loopback or PodOutcome.ProbeTimeout => Of(PodOutcome.NotListening),
        PodOutcome.NoSuchPlatform => Waiting("ErrImagePull", "failed to pull and unpack image \"r/x@sha256:0\": no match for platform in manifest: not found"),
        PodOutcome.RootNeeded => Waiting("CreateContainerConfigError", "container has runAsNonRoot and image will run as root"),
        PodOutcome.BeingMade => Status("Pending", Container(new JsonObject { ["waiting"] = new JsonObject { ["reason"] = "PodInitializing" } }, ready: false), ready: false),
        PodOutcome.StillTrying => Unschedulable(TimeSpan.Zero),
        PodOutcome.Unschedulable => Unschedulable(TimeSpan.FromHours(1)),
        _ => Status("Pending", Container(new JsonObject { ["waiting"] = new JsonObject { ["reason"] = "ContainerCreating" } }, ready: false), ready: false),
    };

    private static JsonObject Unschedulable(TimeSpan since) => new()
    {
        ["phase"] = "Pending",
        ["conditions"] = new JsonArray(new JsonObject
        {
            ["type"] = "PodScheduled",
            ["status"] = "False",
            ["reason"] = "Unschedulable",
            ["lastTransitionTime"] = Time(since),
            ["message"] = "0/3 nodes are available: 3 Insufficient memory.",
        }),
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
