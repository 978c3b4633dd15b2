using DeployMcp.Agent.Logs;
using DeployMcp.Agent.Processes;
using DeployMcp.Agent.State;
using DeployMcp.Planning.Runtime;

namespace DeployMcp.Agent.Revisions;

/// <summary>
/// Before the first request: takes over what an agent before this one left running and ends what nobody knows any more. At the
/// end: stops everything. It is registered before the server, so it starts first.
/// </summary>
internal sealed partial class RevisionLifetime(
    StateFile state,
    RevisionRegistry registry,
    ProcessLauncher launcher,
    CgroupTree cgroups,
    ServiceLogs logs,
    IHostApplicationLifetime application,
    ILogger<RevisionLifetime> logger) : IHostedService
{
    private Task? _stopped;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        state.Open();
        var saved = state.Load();
        var routed = saved.Routes.ToDictionary(r => r.Deployment, r => r.Hostname);
        var wanted = saved.Revisions.Where(r => IsWanted(r, routed.ContainsKey(r.Spec.DeploymentId.Value))).ToList();
        KillLeftovers(wanted);
        foreach (var revision in wanted)
        {
            registry.Restore(revision, routed.GetValueOrDefault(revision.Spec.DeploymentId.Value));
        }

        foreach (var directory in launcher.RemoveTempExcept(wanted.Select(r => new RevisionKey(r.Spec.ServiceId, r.Spec.DeploymentId).ToString())))
        {
            LeftoverRemoved(logger, directory);
        }

        cgroups.RemoveExcept(wanted.Select(r => r.Spec.DeploymentId.ToString()));
        logs.DeleteAllExcept([.. wanted.Select(r => r.Spec.DeploymentId)]);
        // Not in StopAsync: the server would first wait for event streams and WebSockets that end only with their services.
        application.ApplicationStopping.Register(() => _stopped = registry.StopAllAsync());
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => _stopped ?? Task.CompletedTask;

    private void KillLeftovers(IEnumerable<SavedRevision> wanted)
    {
        var known = wanted.Where(r => r.Phase != RevisionPhase.Stopped && IsAlive(r.Process))
            .Select(r => launcher.MarkOf(new RevisionKey(r.Spec.ServiceId, r.Spec.DeploymentId).ToString()))
            .ToList();
        foreach (var pid in ProcessTable.Pids())
        {
            if (pid == Environment.ProcessId || !ProcessTable.EnvironmentContains(pid, launcher.MarkOfAgent) || known.Exists(mark => ProcessTable.EnvironmentContains(pid, mark)))
                continue;

            LeftoverKilled(logger, pid);
            Posix.Signal(pid, Posix.SigKill);
        }
    }

    /// <summary>
    /// One that was being retired and serves nobody is finished off. One that died with the agent before it was ever ready is
    /// forgotten: whoever deploys it learns that it is unknown, and applies it again.
    /// </summary>
    private static bool IsWanted(SavedRevision revision, bool isRouted) => revision.Phase switch
    {
        RevisionPhase.Stopped => isRouted,
        RevisionPhase.Starting => revision.WasReady || IsAlive(revision.Process),
        _ => true,
    };

    private static bool IsAlive(SavedProcess? process)
        => process is not null && ProcessTable.Find(process.Pid) is { IsAlive: true } found && found.StartTicks == process.StartTicks;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Removed {Directory}, left over from an agent before this one")]
    private static partial void LeftoverRemoved(ILogger logger, string directory);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Killed process {Pid}, left over from an agent before this one")]
    private static partial void LeftoverKilled(ILogger logger, int pid);
}
