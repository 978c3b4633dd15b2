using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using DeployMcp.Agent.Processes;

namespace DeployMcp.Agent.Edge.Listening;

/// <summary>
/// A small process that does nothing but hold listening sockets open while its agent lives and for half a minute after: time
/// for the next agent to take them. It never accepts a connection; the kernel lets those wait.
/// </summary>
/// <param name="pid">It leads a session and a process group of its own.</param>
internal sealed class SocketKeeper(int pid)
{
    private const string Mark = "DEPLOYMCP_EDGE_KEEPER";

    // $1 the agent.
    private const string Script = "trap '' HUP INT QUIT PIPE; while kill -0 \"$1\"; do sleep 1; done; sleep 30";

    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);

    /// <summary>Takes the sockets as they are; a child shares what is open at its start.</summary>
    public static SocketKeeper Start(string instance, IReadOnlyCollection<Socket> sockets)
    {
        var handles = sockets.Select(socket => (int)socket.Handle).ToList();
        handles.ForEach(handle => Posix.SetCloseOnExec(handle, close: false));
        try
        {
            var start = new ProcessStartInfo("setsid", ["sh", "-c", $"exec </dev/null >/dev/null 2>&1; {Script}", "edge-keeper", $"{Environment.ProcessId}"]);
            start.Environment[Mark] = instance;
            using var keeper = Process.Start(start) ?? throw new InvalidOperationException("setsid did not start.");
            return new SocketKeeper(keeper.Id);
        }
        finally
        {
            handles.ForEach(handle => Posix.SetCloseOnExec(handle, close: true));
        }
    }

    /// <summary>The keeper that an agent before this one left; only one of the same user is believed.</summary>
    public static SocketKeeper? FindOf(string instance)
    {
        var own = UidOf(Environment.ProcessId);
        var found = ProcessTable.Read().Where(p => p.IsAlive && p.Pid == p.Session && UidOf(p.Pid) == own && ProcessTable.EnvironmentContains(p.Pid, $"{Mark}={instance}"));
        return found.Select(p => new SocketKeeper(p.Pid)).FirstOrDefault();
    }

    /// <summary>A copy of the socket that it holds for this endpoint; null where it holds none, or the system doesn't let go of it.</summary>
    public Socket? TryTake(IPEndPoint endPoint)
    {
        var inodes = ListeningSockets.Read().Where(s => s.EndPoint.Equals(endPoint)).Select(s => $"socket:[{s.Inode}]").ToHashSet(StringComparer.Ordinal);
        var fd = OpenFiles().FirstOrDefault(f => inodes.Contains(f.Target)).Fd;
        return fd > 0 && Posix.TakeDescriptor(pid, fd) is { } handle ? new Socket(handle) : null;
    }

    /// <summary>Ends it and what it started. Returns when it has let go of its sockets.</summary>
    public async Task EndAsync()
    {
        Posix.Signal(-pid, Posix.SigKill);
        var clock = Stopwatch.StartNew();
        while (ProcessTable.Find(pid) is { IsAlive: true } && clock.Elapsed < EndLimit)
        {
            await Task.Delay(Poll);
        }
    }

    private static string? UidOf(int process)
    {
        try
        {
            return File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith("Uid:", StringComparison.Ordinal));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended in between.
            return null;
        }
    }

    private IEnumerable<(int Fd, string Target)> OpenFiles()
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries($"/proc/{pid}/fd")
                .Select(path => (int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture), new FileInfo(path).LinkTarget ?? ""))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended in between: there is nothing to take.
            return [];
        }
    }
}
