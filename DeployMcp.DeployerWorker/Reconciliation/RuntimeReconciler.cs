using DeployMcp.Data.Deployments;
using DeployMcp.Data.Services;
using DeployMcp.DeployerWorker.Deployments;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Identity;
using DeployMcp.Planning.Runtime;
using DeployMcp.Platform.Runtimes;

namespace DeployMcp.DeployerWorker.Reconciliation;

/// <summary>
/// Makes the runtime run what the rows say: brings back what is missing after a restart, records what crashed and what came
/// back, and removes what no row owns.
/// </summary>
internal sealed partial class RuntimeReconciler(
    DeploymentStore deployments,
    ServiceStore services,
    Releases releases,
    Traffic traffic,
    IServiceRuntime runtime,
    ReconciliationSettings settings,
    TimeProvider time,
    ILogger<RuntimeReconciler> logger)
{
    private static readonly TimeSpan LongPoll = TimeSpan.FromSeconds(20);

    private readonly RetryPauses _pauses = new(time);
    private readonly Unowned _unowned = new(time);

    /// <exception cref="HttpRequestException">The runtime can't be reached.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await runtime.MendAsync(cancellationToken);

        // The runtime first: a revision whose row is written in between is owned when the rows are read.
        var running = (await runtime.ListAsync(cancellationToken)).ToDictionary(s => s.DeploymentId);
        var serving = await deployments.ListServingAsync();
        await Parallel.ForEachAsync(
            serving,
            new ParallelOptions { MaxDegreeOfParallelism = settings.AtATime, CancellationToken = cancellationToken },
            async (deployment, stop) => await FollowAsync(deployment, running.GetValueOrDefault(deployment.Id), stop));
        await RemoveUnownedAsync(running.Values, serving, cancellationToken);
        await releases.RetireUnfinishedAsync();
    }

    private async Task FollowAsync(Deployment deployment, RevisionState? state, CancellationToken cancellationToken)
    {
        try
        {
            await RecordAsync(deployment, state);
            if (state is not { Phase: RevisionPhase.Ready, Serving: true } && _pauses.MayTry(deployment.Id))
            {
                await BringUpAsync(deployment, state, cancellationToken);
            }
            else if (state?.Phase == RevisionPhase.Ready)
            {
                _pauses.Forget(deployment.Id);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // One service must not keep the others from coming back.
            LogFailed(e, deployment.ServiceId);
        }
    }

    private async Task RecordAsync(Deployment deployment, RevisionState? state)
    {
        if (state is { Phase: RevisionPhase.Crashed or RevisionPhase.Failed }
            && (deployment.Status == DeploymentStatus.Active || deployment.Failure?.Message != state.Failure?.Message))
        {
            await deployments.CrashAsync(deployment.Id, state.Failure);
        }
        else if (state is { Phase: RevisionPhase.Ready } && deployment.Status == DeploymentStatus.Crashed)
        {
            await deployments.RecoverAsync(deployment.Id);
        }
    }

    private async Task BringUpAsync(Deployment deployment, RevisionState? state, CancellationToken cancellationToken)
    {
        if (await services.FindAsync(deployment.ServiceId) is not { } service || await releases.FindSpecAsync(deployment) is not { } spec)
        {
            return;
        }

        if (state is { Phase: RevisionPhase.Failed })
        {
            await runtime.RemoveAsync(service.Id, deployment.Id, cancellationToken);
        }

        // Also for one that is known: a restarted agent has its processes on record but not their variables.
        await runtime.ApplyAsync(spec, cancellationToken);
        if (state is { Phase: RevisionPhase.Crashed })
        {
            // The runtime starts it again by itself, with pauses of its own.
            return;
        }

        var now = await runtime.WaitAsync(service.Id, deployment.Id, LongPoll, cancellationToken);
        if (now?.Phase == RevisionPhase.Ready && await traffic.FollowAsync(service, deployment, cancellationToken))
        {
            LogBack(deployment.ServiceId);
            _pauses.Forget(deployment.Id);
        }
    }

    private async Task RemoveUnownedAsync(IReadOnlyCollection<RevisionState> running, IReadOnlyList<Deployment> serving, CancellationToken cancellationToken)
    {
        var owned = serving.Select(d => d.Id).ToHashSet();
        var servingServices = serving.Select(d => d.ServiceId).ToHashSet();
        var strangers = new List<RevisionState>();
        foreach (var state in running.Where(s => !owned.Contains(s.DeploymentId)))
        {
            var row = await deployments.FindAsync(state.DeploymentId);

            // A revision that traffic still goes to stays until the one that owns the traffic has it.
            var hasSuccessor = state.Serving && servingServices.Contains(state.ServiceId);
            if (row?.Status.IsInProgress() != true && row?.Status is not (DeploymentStatus.Active or DeploymentStatus.Crashed) && !hasSuccessor)
            {
                strangers.Add(state);
            }
        }

        foreach (var id in _unowned.Overdue(strangers.Select(s => s.DeploymentId)))
        {
            var stranger = strangers.First(s => s.DeploymentId == id);
            LogRemoving(id, stranger.ServiceId);
            await runtime.RemoveAsync(stranger.ServiceId, id, cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Service {Service} is back")]
    private partial void LogBack(ServiceId service);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Removing revision {Deployment} of service {Service}: no deployment owns it")]
    private partial void LogRemoving(DeploymentId deployment, ServiceId service);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Service {Service} could not be brought into line; the next round tries again")]
    private partial void LogFailed(Exception e, ServiceId service);
}
