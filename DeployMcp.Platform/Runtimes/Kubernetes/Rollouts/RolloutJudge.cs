using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Identity;
using DeployMcp.Planning.Runtime;
using DeployMcp.Platform.Runtimes.Kubernetes.Logs;

namespace DeployMcp.Platform.Runtimes.Kubernetes.Rollouts;

/// <summary>What is to be made of a rollout as it is now.</summary>
internal sealed class RolloutJudge(PodProblems problems, PodEvidence evidence, TimeProvider time)
{
    /// <returns>The state; null for a revision that is still starting, with when to look again at the latest.</returns>
    public async Task<(RevisionState? State, DateTimeOffset? Again)> JudgeAsync(
        RolloutView view, ServiceId service, DeploymentId id, CancellationToken cancellationToken)
    {
        if (view.Pods.FirstOrDefault(PodProblems.IsReady) is { } ready)
        {
            var port = ready.Spec?.Containers?.FirstOrDefault()?.Ports?.FirstOrDefault()?.ContainerPort;
            return (new RevisionState(service, id, RevisionPhase.Ready, false, port, 0, null), null);
        }

        if (!view.IsWanted(id))
        {
            return (new RevisionState(service, id, RevisionPhase.Stopped, false, null, 0, null), null);
        }

        if (view.Condition("ReplicaFailure", "True") is { } refused)
        {
            return (Failed(service, id, PodFailures.Refused(refused.Message ?? refused.Reason)), null);
        }

        var (failure, again) = await FindAsync(view, cancellationToken);
        failure ??= view.Condition("Progressing", "False") is { Reason: "ProgressDeadlineExceeded" } stuck ? PodFailures.Stuck(stuck.Message) : null;
        return failure is null ? (null, again) : (Failed(service, id, failure), null);
    }

    private async Task<(Failure? Failure, DateTimeOffset? Again)> FindAsync(RolloutView view, CancellationToken cancellationToken)
    {
        DateTimeOffset? again = null;
        foreach (var pod in view.Pods)
        {
            var (problem, later) = problems.Find(pod, time.GetUtcNow());
            if (problem is not null)
            {
                return (await evidence.ExplainAsync(problem, cancellationToken), null);
            }

            again = later is { } at && (again is null || at < again) ? at : again;
        }

        return (null, again);
    }

    private static RevisionState Failed(ServiceId service, DeploymentId id, Failure failure)
        => new(service, id, RevisionPhase.Failed, false, null, 0, failure with { Evidence = Failure.Trim(failure.Evidence) });
}
