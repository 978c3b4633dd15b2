using DeployMcp.Agent.Processes;

namespace DeployMcp.Agent.Readiness;

/// <summary>Whether a launch is still at it: one that uses the processor or writes lines is busy, one that does neither waits.</summary>
/// <param name="logLength">Length of its log in bytes.</param>
internal sealed class StartActivity(ProcessTree tree, Func<long> logLength, TimeProvider time)
{
    private const double TicksPerSecond = 100;
    private const double BusyShare = 0.05;

    /// <summary>A look at all processes, so not at every poll.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.5);

    private long _lookedAt = time.GetTimestamp();
    private long _busyAt = time.GetTimestamp();
    private long _cpuTicks;
    private long _logLength;

    /// <summary>Since when it has done nothing, as far as has been looked.</summary>
    public TimeSpan Quiet => time.GetElapsedTime(_busyAt);

    public void Look()
    {
        var since = time.GetElapsedTime(_lookedAt);
        if (since < Interval)
            return;

        var (ticks, length) = (tree.CpuTicks(), logLength());
        if (length != _logLength || (ticks - _cpuTicks) / TicksPerSecond >= since.TotalSeconds * BusyShare)
            _busyAt = time.GetTimestamp();

        (_cpuTicks, _logLength, _lookedAt) = (ticks, length, time.GetTimestamp());
    }
}
