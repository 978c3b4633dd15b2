using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace DeployMcp.Agent.Processes;

/// <summary>The first process of a launch. It ends the launch when it ends, whatever its children do.</summary>
/// <param name="Exited">Its exit code (128 + signal when a signal ended it), null when it was not our child.</param>
internal record ServiceProcess(int Pid, ulong StartTicks, ProcessTree Tree, Task<int?> Exited)
{
    private static readonly TimeSpan AdoptedPoll = TimeSpan.FromMilliseconds(200);

    /// <summary>It has a network of its own, where loopback is out of everybody's reach.</summary>
    public virtual bool IsIsolated => false;

    /// <summary>All listeners of the network that it is in.</summary>
    public virtual List<ListeningSocket> Sockets() => ListeningSockets.Read();

    /// <summary>Those among <paramref name="sockets"/> that are its own.</summary>
    public virtual List<ListeningSocket> Owned(IReadOnlyCollection<ListeningSocket> sockets) => Tree.Owned(sockets);

    /// <summary>Where the machine reaches a listener. Any address means all of them; an IPv6 socket usually takes IPv4 as well, and loopback of its own family always.</summary>
    public virtual IPEndPoint Reachable(IPEndPoint listener)
    {
        var isAny = listener.Address.Equals(IPAddress.Any) || listener.Address.Equals(IPAddress.IPv6Any);
        var loopback = listener.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Loopback : IPAddress.Loopback;
        return isAny ? new IPEndPoint(loopback, listener.Port) : listener;
    }

    public static ServiceProcess OfChild(Process process, string mark)
    {
        var startTicks = ProcessTable.Find(process.Id)?.StartTicks ?? 0;
        return new ServiceProcess(process.Id, startTicks, new ProcessTree(process.Id, mark), ExitOfAsync(process));
    }

    /// <summary>A process that an agent before this one started.</summary>
    /// <returns>Null when it is gone, even if its pid names another process by now.</returns>
    public static ServiceProcess? Adopt(int pid, ulong startTicks, string mark, TimeProvider time)
        => IsAlive(pid, startTicks)
            ? new ServiceProcess(pid, startTicks, new ProcessTree(pid, mark), EndOfAsync(pid, startTicks, time))
            : null;

    private static bool IsAlive(int pid, ulong startTicks)
        => ProcessTable.Find(pid) is { IsAlive: true } found && found.StartTicks == startTicks;

    private static async Task<int?> ExitOfAsync(Process process)
    {
        using (process)
        {
            await process.WaitForExitAsync();
            return process.ExitCode;
        }
    }

    private static async Task<int?> EndOfAsync(int pid, ulong startTicks, TimeProvider time)
    {
        while (IsAlive(pid, startTicks))
        {
            await Task.Delay(AdoptedPoll, time);
        }

        return null;
    }
}
