using System.Collections.Concurrent;
using DeployMcp.Domain.Identity;

namespace DeployMcp.DeployerWorker.Reconciliation;

/// <summary>How long a revision that doesn't come up is left alone: 10 seconds, doubling to 5 minutes.</summary>
internal sealed class RetryPauses(TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<DeploymentId, (DateTimeOffset Next, TimeSpan Pause)> _pauses = new();

    /// <summary>True also counts as a try.</summary>
    public bool MayTry(DeploymentId id)
    {
        var now = time.GetUtcNow();
        if (!_pauses.TryGetValue(id, out var known))
        {
            _pauses[id] = (now + First, First);
            return true;
        }

        if (now < known.Next)
        {
            return false;
        }

        var pause = known.Pause * 2 < Longest ? known.Pause * 2 : Longest;
        _pauses[id] = (now + pause, pause);
        return true;
    }

    public void Forget(DeploymentId id) => _pauses.TryRemove(id, out _);
}
