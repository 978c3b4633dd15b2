using DeployMcp.Domain.Identity;

namespace DeployMcp.DeployerWorker.Reconciliation;

/// <summary>
/// Revisions without a row that owns them, and since when: one that has just been replaced drains by itself, which takes a
/// while and must not be cut short.
/// </summary>
internal sealed class Unowned(TimeProvider time)
{
    /// <summary>Beyond the node agent's drain and stop together.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private Dictionary<DeploymentId, DateTimeOffset> _since = [];

    /// <summary>Takes what is unowned now and returns what has been for too long.</summary>
    public IReadOnlyList<DeploymentId> Overdue(IEnumerable<DeploymentId> now)
    {
        var moment = time.GetUtcNow();
        _since = now.ToDictionary(id => id, id => _since.GetValueOrDefault(id, moment));
        return [.. _since.Where(s => moment - s.Value >= Patience).Select(s => s.Key)];
    }
}
