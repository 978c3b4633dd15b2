using DeployMcp.Agent.Processes;

namespace DeployMcp.Agent.Revisions;

/// <summary>Where no cgroup holds a service to its memory limit, this looks each second and kills what is over it. Containers are held by their engine.</summary>
internal sealed class MemoryWatch(RevisionRegistry revisions, CgroupTree cgroups, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (cgroups.Root is not null)
            return;

        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await LookAsync();
        }
    }

    private async Task LookAsync()
    {
        var running = revisions.All.OfType<ProcessRevision>().Where(r => r.Run is { Container: null }).ToList();
        if (running.Count == 0)
            return;

        var processes = ProcessTable.Read();
        foreach (var revision in running)
        {
            if (revision.Run is { } run && OverLimit(revision, run, processes) is { } bytes)
                await revision.KillForMemoryAsync(run, bytes);
        }
    }

    /// <summary>The resident size counts shared pages once for each process: it is cheap, and only a reason to look closer.</summary>
    private static long? OverLimit(ProcessRevision revision, ServiceRun run, List<ProcessEntry> processes)
    {
        var limit = revision.Spec.MemoryMiB * 1024L * 1024L;
        if (run.Process.Tree.RssBytes(processes) <= limit)
            return null;

        var used = run.Process.Tree.PssBytes();
        return used > limit ? used : null;
    }
}
