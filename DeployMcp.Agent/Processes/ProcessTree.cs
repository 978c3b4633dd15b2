using System.Globalization;

namespace DeployMcp.Agent.Processes;

/// <summary>All processes of one launch: those of its session, and those that left it but still bear its mark.</summary>
/// <param name="session">Pid of the first process: it leads a session and a process group of its own.</param>
/// <param name="mark">A variable of the environment, <c>NAME=value</c>, that children inherit.</param>
internal sealed class ProcessTree(int session, string mark)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    public int Session => session;

    public long RssBytes(IEnumerable<ProcessEntry> all) => all.Where(p => p.Session == session).Sum(p => p.RssBytes);

    /// <summary>Processor time in clock ticks, of which a second has 100.</summary>
    public long CpuTicks() => InSession().Sum(p => p.CpuTicks);

    /// <summary>Memory in bytes with shared pages counted once (proportional set size); dearer to read than the resident size.</summary>
    public long PssBytes() => InSession().Sum(p => ReadPss(p.Pid));

    /// <summary>The listeners among <paramref name="sockets"/> that a process of this tree holds.</summary>
    public List<ListeningSocket> Owned(IReadOnlyCollection<ListeningSocket> sockets)
    {
        var inodes = InSession().SelectMany(p => SocketInodes(p.Pid)).ToHashSet();
        return [.. sockets.Where(s => inodes.Contains(s.Inode))];
    }

    /// <summary>SIGTERM to the process group, then after <paramref name="grace"/> SIGKILL to whatever is left.</summary>
    public async Task StopAsync(TimeSpan grace, TimeProvider time)
    {
        if (InSession().Count > 0)
            Posix.Signal(-session, Posix.SigTerm);

        var start = time.GetTimestamp();
        while (InSession().Count > 0 && time.GetElapsedTime(start) < grace)
        {
            await Task.Delay(Poll, time);
        }

        await KillAsync(time);
    }

    /// <summary>SIGKILL to all, again and again until none is left: one may fork while it is being killed.</summary>
    public async Task KillAsync(TimeProvider time)
    {
        for (var round = 0; round < 100 && Members() is { Count: > 0 } members; round++)
        {
            members.ForEach(member => Posix.Signal(member.Pid, Posix.SigKill));
            await Task.Delay(Poll, time);
        }
    }

    private List<ProcessEntry> InSession() => ProcessTable.Read().FindAll(p => p.IsAlive && p.Session == session);

    private List<ProcessEntry> Members()
        => ProcessTable.Read().FindAll(p => p.IsAlive && (p.Session == session || ProcessTable.EnvironmentContains(p.Pid, mark)));

    private static long ReadPss(int pid)
    {
        try
        {
            var line = File.ReadLines($"/proc/{pid}/smaps_rollup").FirstOrDefault(l => l.StartsWith("Pss:", StringComparison.Ordinal));
            var kibibytes = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
            return kibibytes is null ? 0 : long.Parse(kibibytes, CultureInfo.InvariantCulture) * 1024;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended in between and holds nothing any more.
            return 0;
        }
    }

    private static List<long> SocketInodes(int pid)
    {
        const string Prefix = "socket:[";
        try
        {
            return [.. Directory.EnumerateFileSystemEntries($"/proc/{pid}/fd")
                .Select(path => new FileInfo(path).LinkTarget)
                .Where(target => target?.StartsWith(Prefix, StringComparison.Ordinal) == true)
                .Select(target => long.Parse(target.AsSpan(Prefix.Length).TrimEnd(']'), CultureInfo.InvariantCulture))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended in between and listens no more.
            return [];
        }
    }
}
