using DeployMcp.Domain.Failures;
using DeployMcp.Planning.Runtime;

namespace DeployMcp.Agent.State;

/// <summary>What the agent must know again after it was killed.</summary>
internal sealed record AgentState(IReadOnlyList<SavedRevision> Revisions, IReadOnlyList<SavedRoute> Routes);

/// <param name="Spec">Without the values of its environment: secrets are never written to disk.</param>
/// <param name="EnvironmentWithheld">It had variables, so that it can't be launched again from this record.</param>
/// <param name="WasReady">It has answered its health probe at least once.</param>
internal sealed record SavedRevision(
    RevisionSpec Spec,
    bool EnvironmentWithheld,
    RevisionPhase Phase,
    bool WasReady,
    int Restarts,
    Failure? Failure,
    SavedProcess? Process);

/// <param name="StartTicks">With the pid it names one process for good: pids are used again.</param>
/// <param name="Port">Handed over as PORT.</param>
/// <param name="Address">Where it answered its probe; null while it has not.</param>
/// <param name="Container">The engine's id when it is a container; the process is then its first.</param>
internal sealed record SavedProcess(int Pid, ulong StartTicks, int Port, string? Address, long LogStart, string? Container = null, string? ContainerAddress = null);

internal sealed record SavedRoute(string Hostname, Guid Service, Guid Deployment);
