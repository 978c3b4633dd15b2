using DeployMcp.Planning.Kubernetes;
using k8s.Models;

namespace DeployMcp.Platform.Runtimes.Kubernetes.Rollouts;

internal enum PodProblemKind
{
    Image,
    Container,
    Crash,
    OutOfMemory,
    Unschedulable,
    NotListening,
}

/// <summary>Why a pod will not become ready by itself.</summary>
/// <param name="Detail">The cluster's own words.</param>
/// <param name="Previous">The log that tells is that of the container before this one.</param>
internal sealed record PodProblem(PodProblemKind Kind, V1Pod Pod, string Detail, int? ExitCode = null, bool Previous = false);

/// <summary>Reads conditions and container statuses (Kubernetes API: PodStatus, ContainerState).</summary>
internal sealed class PodProblems(TimeSpan startPatience, TimeSpan schedulingPatience)
{
    private static readonly HashSet<string> ImageReasons = new(StringComparer.Ordinal)
    {
        "ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "ImageInspectError", "RegistryUnavailable", "SignatureValidationFailed",
    };

    private static readonly HashSet<string> ContainerReasons = new(StringComparer.Ordinal)
    {
        "CreateContainerConfigError", "CreateContainerError", "RunContainerError", "StartError", "ContainerCannotRun", "CreatePodSandboxError",
    };

    public static bool IsReady(V1Pod pod)
        => pod.Metadata.DeletionTimestamp is null && pod.Status?.Conditions?.Any(c => c.Type == "Ready" && c.Status == "True") == true;

    /// <returns>The problem; or when to look again although nothing has happened; or neither.</returns>
    public (PodProblem? Problem, DateTimeOffset? Again) Find(V1Pod pod, DateTimeOffset now)
    {
        if (pod.Metadata.DeletionTimestamp is not null || IsReady(pod))
        {
            return (null, null);
        }

        var status = pod.Status?.ContainerStatuses?.FirstOrDefault(c => c.Name == PodTemplate.ContainerName);
        if (status is null)
        {
            return Unscheduled(pod, now);
        }

        return status.State switch
        {
            { Waiting: { Reason: { } reason } waiting } when ImageReasons.Contains(reason) => (new PodProblem(PodProblemKind.Image, pod, $"{reason}: {waiting.Message}"), null),
            { Waiting: { Reason: { } reason } waiting } when ContainerReasons.Contains(reason) => (new PodProblem(PodProblemKind.Container, pod, $"{reason}: {waiting.Message}"), null),
            { Terminated: { } ended } => (Ended(pod, ended, previous: false), null),
            _ when status is { RestartCount: > 0, LastState.Terminated: { } ended } => (Ended(pod, ended, previous: true), null),
            { Running.StartedAt: { } since } => Listening(pod, new DateTimeOffset(since, TimeSpan.Zero) + startPatience, now),
            _ => (null, null),
        };
    }

    private (PodProblem? Problem, DateTimeOffset? Again) Unscheduled(V1Pod pod, DateTimeOffset now)
    {
        var scheduled = pod.Status?.Conditions?.FirstOrDefault(c => c.Type == "PodScheduled");
        if (scheduled is not { Status: "False", Reason: "Unschedulable" })
        {
            return (null, null);
        }

        var until = new DateTimeOffset(scheduled.LastTransitionTime ?? now.UtcDateTime, TimeSpan.Zero) + schedulingPatience;
        return until <= now ? (new PodProblem(PodProblemKind.Unschedulable, pod, scheduled.Message ?? ""), null) : (null, until);
    }

    private static (PodProblem? Problem, DateTimeOffset? Again) Listening(V1Pod pod, DateTimeOffset until, DateTimeOffset now)
        => until <= now ? (new PodProblem(PodProblemKind.NotListening, pod, ""), null) : (null, until);

    private static PodProblem Ended(V1Pod pod, V1ContainerStateTerminated ended, bool previous)
    {
        var kind = ended.Reason switch
        {
            "OOMKilled" => PodProblemKind.OutOfMemory,
            { } reason when ContainerReasons.Contains(reason) => PodProblemKind.Container,
            _ => PodProblemKind.Crash,
        };
        return new PodProblem(kind, pod, ended.Message ?? "", ended.ExitCode, previous);
    }
}
