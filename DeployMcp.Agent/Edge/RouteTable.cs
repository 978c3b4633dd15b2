using System.Collections.Concurrent;
using DeployMcp.Agent.Configuration;
using DeployMcp.Agent.Revisions;
using DeployMcp.Domain.Identity;

namespace DeployMcp.Agent.Edge;

/// <summary>Which revision answers for which host name. One host name for each service; a change is seen by the next request.</summary>
internal sealed class RouteTable(AgentSettings settings)
{
    private readonly ConcurrentDictionary<string, Revision> _routes = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _suffix = "." + settings.Edge.Domain;

    public IReadOnlyCollection<KeyValuePair<string, Revision>> All => [.. _routes];

    /// <param name="host">As the Host header names it, without the port.</param>
    public Revision? Find(string host)
    {
        if (!host.EndsWith(_suffix, StringComparison.OrdinalIgnoreCase))
            return null;

        var label = host.AsSpan(0, host.Length - _suffix.Length);
        return _routes.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(label, out var revision) ? revision : null;
    }

    public void Point(string hostname, Revision revision)
    {
        _routes[hostname] = revision;
        foreach (var (other, pointed) in _routes)
        {
            if (pointed.Service == revision.Service && !string.Equals(other, hostname, StringComparison.OrdinalIgnoreCase))
                _routes.TryRemove(other, out _);
        }
    }

    public bool IsServing(Revision revision) => _routes.Any(route => ReferenceEquals(route.Value, revision));

    public Revision? ServingOf(ServiceId service) => _routes.Values.FirstOrDefault(revision => revision.Service == service);

    public void Remove(Predicate<Revision> isGone)
    {
        foreach (var route in _routes)
        {
            if (isGone(route.Value))
                _routes.TryRemove(route);
        }
    }
}
