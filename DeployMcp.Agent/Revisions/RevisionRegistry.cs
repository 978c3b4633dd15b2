using System.Collections.Concurrent;
using DeployMcp.Agent.Configuration;
using DeployMcp.Agent.Edge;
using DeployMcp.Agent.Logs;
using DeployMcp.Agent.State;
using DeployMcp.Domain.Identity;
using DeployMcp.Planning.Runtime;

namespace DeployMcp.Agent.Revisions;

/// <summary>All revisions on this machine, and the operations of the API on them. Each may be called twice.</summary>
internal sealed partial class RevisionRegistry(
    AgentSettings settings, RevisionFactory factory, RouteTable routes, ServiceLogs logs, StateFile state, ILogger<RevisionRegistry> logger)
{
    private readonly ConcurrentDictionary<RevisionKey, Revision> _revisions = new();
    private readonly Lock _gate = new();

    public IEnumerable<Revision> All => _revisions.Values;

    public RevisionState StateOf(Revision revision) => revision.ToState(routes.IsServing(revision));

    public Revision? Find(RevisionKey key) => _revisions.GetValueOrDefault(key);

    /// <summary>Starts it unless it is there. After a restart of the agent it also brings back what the agent did not write down.</summary>
    public async Task<Revision> ApplyAsync(RevisionSpec spec)
    {
        var key = new RevisionKey(spec.ServiceId, spec.DeploymentId);
        while (true)
        {
            var (revision, isNew) = FindOrAdd(key, spec);
            if (revision.Stopping is { } stopping)
            {
                await stopping;
                _revisions.TryRemove(KeyValuePair.Create(key, revision));
                continue;
            }

            if (isNew)
            {
                Retire(_revisions.Values.Where(r => IsFailedBefore(r, revision)), TimeSpan.Zero);
                RevisionFactory.Start(revision);
            }
            else
            {
                (revision as ProcessRevision)?.Supply(spec);
            }

            return revision;
        }
    }

    public void Restore(SavedRevision saved, string? hostname)
    {
        var revision = FindOrAdd(new RevisionKey(saved.Spec.ServiceId, saved.Spec.DeploymentId), saved.Spec).Revision;
        if (hostname is not null)
            routes.Point(hostname, revision);

        RevisionFactory.Resume(revision, saved);
    }

    /// <returns>False when it is not ready, and not serving under this name already.</returns>
    public bool TryActivate(Revision revision, string hostname)
    {
        using var activity = AgentTelemetry.Source.StartActivity("switch traffic");
        activity?.SetTag("deploymcp.hostname", hostname);
        List<Revision> replaced;
        lock (_gate)
        {
            var mayServe = revision.Phase == RevisionPhase.Ready || (routes.IsServing(revision) && revision.Stopping is null);
            if (!mayServe)
                return false;

            routes.Point(hostname, revision);
            replaced = [.. _revisions.Values.Where(r => IsReplacedBy(r, revision))];
        }

        Save();
        Retire(replaced, settings.DrainGrace);
        return true;
    }

    /// <summary>Stops it, and takes away its route and its log.</summary>
    public async Task RemoveAsync(Revision revision, TimeSpan drain)
    {
        routes.Remove(pointed => ReferenceEquals(pointed, revision));
        await revision.StopAsync(drain);
        _revisions.TryRemove(KeyValuePair.Create(revision.Key, revision));
        logs.Delete(revision.Key.Deployment);
        Save();
    }

    public async Task RemoveServiceAsync(ServiceId service)
    {
        await Task.WhenAll(_revisions.Values.Where(r => r.Service == service).Select(r => RemoveAsync(r, TimeSpan.Zero)));
        logs.DeleteAll(service);
    }

    /// <summary>Of what serves and of what was tried last: an agent that asks wants to know why its change is not live.</summary>
    public IReadOnlyList<RuntimeLogLine> Logs(ServiceId service, int lines)
    {
        var newest = _revisions.Values.Where(r => r.Service == service).MaxBy(r => r.Key.Deployment.Value);
        var wanted = new[] { routes.ServingOf(service), newest }.OfType<Revision>().Distinct();
        return [.. wanted.SelectMany(r => logs.Find(r.Key.Deployment)?.Tail(lines) ?? []).OrderBy(line => line.At).TakeLast(lines)];
    }

    /// <summary>Stops everything at once. Routes and specs stay on record for the next start.</summary>
    public Task StopAllAsync() => Task.WhenAll(_revisions.Values.Select(r => r.StopAsync(TimeSpan.Zero)));

    private (Revision Revision, bool IsNew) FindOrAdd(RevisionKey key, RevisionSpec spec)
    {
        lock (_gate)
        {
            if (_revisions.TryGetValue(key, out var found))
                return (found, false);

            var revision = factory.Create(spec);
            revision.Changed = Save;
            _revisions[key] = revision;
            return (revision, true);
        }
    }

    /// <summary>Ready ones hand over; a failed or crashed one is of no more use. One that is still starting is somebody's next.</summary>
    private static bool IsReplacedBy(Revision other, Revision serving)
        => other.Service == serving.Service && !ReferenceEquals(other, serving) && other.Phase != RevisionPhase.Starting;

    /// <summary>Only the newest failure is worth its log.</summary>
    private static bool IsFailedBefore(Revision other, Revision newest)
        => other.Service == newest.Service && !ReferenceEquals(other, newest) && other.Phase == RevisionPhase.Failed;

    private void Retire(IEnumerable<Revision> revisions, TimeSpan drain)
    {
        foreach (var revision in revisions)
        {
            _ = RetireAsync(revision, drain);
        }
    }

    private async Task RetireAsync(Revision revision, TimeSpan drain)
    {
        try
        {
            await RemoveAsync(revision, drain);
        }
        catch (Exception e)
        {
            // Nobody awaits it; what is left of it goes with the service, or at the agent's next start.
            RetireFailed(logger, e, revision.Key);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Revision} could not be removed")]
    private static partial void RetireFailed(ILogger logger, Exception e, RevisionKey revision);

    private void Save() => state.Save(() => new AgentState(
        [.. _revisions.Values.Select(r => r.ToSaved())],
        [.. routes.All.Select(route => new SavedRoute(route.Key, route.Value.Service.Value, route.Value.Key.Deployment.Value))]));
}
