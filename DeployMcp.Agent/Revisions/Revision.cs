using DeployMcp.Agent.Edge;
using DeployMcp.Agent.State;
using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Identity;
using DeployMcp.Planning.Runtime;

namespace DeployMcp.Agent.Revisions;

/// <summary>One revision of a service: where it stands, what answers for it, and who waits for it to move on.</summary>
internal abstract class Revision(RevisionSpec spec, TimeProvider time)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _moved = NewSignal();
    private Task? _stopping;
    private volatile Backend? _backend;

    public RevisionSpec Spec { get; private set; } = spec;

    public RevisionKey Key => new(Spec.ServiceId, Spec.DeploymentId);

    public ServiceId Service => Spec.ServiceId;

    public RevisionPhase Phase { get; private set; } = RevisionPhase.Starting;

    public Failure? Failure { get; private set; }

    public int Restarts { get; protected set; }

    /// <summary>It has answered its probe once: from then on it is started again instead of given up.</summary>
    public bool WasReady { get; protected set; }

    /// <summary>Null while it can't answer.</summary>
    public Backend? Backend => _backend;

    public Task? Stopping => _stopping;

    public abstract int? Port { get; }

    /// <summary>Raised after each change that a restarted agent must know.</summary>
    public Action? Changed { get; set; }

    protected TimeProvider Time => time;

    public RevisionState ToState(bool serving) => new(Spec.ServiceId, Spec.DeploymentId, Phase, serving, Port, Restarts, Failure);

    public abstract SavedRevision ToSaved();

    /// <summary>Returns when it is no longer starting, or after <paramref name="limit"/>.</summary>
    public async Task WaitWhileStartingAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            Task moved;
            lock (_gate)
            {
                if (Phase != RevisionPhase.Starting)
                    return;

                moved = _moved.Task;
            }

            var left = limit - time.GetElapsedTime(start);
            if (left <= TimeSpan.Zero || await Task.WhenAny(moved, Task.Delay(left, time, cancellationToken)) != moved)
                return;
        }
    }

    /// <summary>Lets the requests in flight finish within <paramref name="drain"/>, then ends its processes. Once, whoever asks.</summary>
    public Task StopAsync(TimeSpan drain)
    {
        lock (_gate)
        {
            return _stopping ??= Task.Run(() => StopOnceAsync(drain));
        }
    }

    protected abstract Task StopCoreAsync(TimeSpan drain);

    protected void Become(RevisionPhase phase, Failure? failure = null, Backend? backend = null)
    {
        lock (_gate)
        {
            // A revision that was told to stop never comes back to life.
            if (_stopping is not null && phase != RevisionPhase.Stopped)
                return;

            (Phase, Failure, _backend) = (phase, failure, backend);
            WasReady |= phase == RevisionPhase.Ready;
            _moved.TrySetResult();
            _moved = NewSignal();
        }

        Changed?.Invoke();
    }

    protected void Complete(RevisionSpec spec) => Spec = spec;

    private async Task StopOnceAsync(TimeSpan drain)
    {
        var backend = _backend;
        Become(RevisionPhase.Stopped, Failure, backend);
        await StopCoreAsync(drain);
        Become(RevisionPhase.Stopped, Failure);
        backend?.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
