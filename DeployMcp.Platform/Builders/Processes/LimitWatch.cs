using System.Diagnostics;

namespace DeployMcp.Platform.Builders.Processes;

internal enum BuildLimit
{
    Time,
    Output,
    Memory,
    Disk,
}

/// <summary>Looks at a running step until it breaks a limit.</summary>
/// <param name="caches">Directory of what the service keeps between builds: may grow to twice its limit before it is dropped; null for none.</param>
internal sealed class LimitWatch(BuildProcesses processes, BuildWorkspace workspace, string? caches, BuildOptions options, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private const long Mebi = 1024 * 1024;

    /// <summary>Returns the limit that was broken; cancelled when the step has ended.</summary>
    public async Task<BuildLimit> RunAsync(DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        var nextMeasure = time.GetUtcNow() + (4 * Interval);
        while (true)
        {
            await Task.Delay(Interval, time, cancellationToken);
            if (time.GetUtcNow() >= deadline)
            {
                return BuildLimit.Time;
            }

            if (processes.ResidentBytes() > options.MaxMemoryMiB * Mebi)
            {
                return BuildLimit.Memory;
            }

            if (time.GetUtcNow() >= nextMeasure)
            {
                var clock = Stopwatch.StartNew();
                if (IsOverDisk())
                {
                    return BuildLimit.Disk;
                }

                // A large tree takes long to measure: never more than a tenth of the time goes into it.
                nextMeasure = time.GetUtcNow() + TimeSpan.FromTicks(Math.Max((3 * Interval).Ticks, clock.Elapsed.Ticks * 10));
            }
        }
    }

    private bool IsOverDisk()
        => workspace.Measure() > options.MaxWorkspaceMiB * Mebi
            || (caches is not null && DirectorySize.Of(caches) > 2L * options.MaxServiceCacheMiB * Mebi);
}
