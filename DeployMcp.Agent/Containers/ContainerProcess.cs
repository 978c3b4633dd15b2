using System.Net;
using DeployMcp.Agent.Processes;

namespace DeployMcp.Agent.Containers;

/// <summary>The first process of a container, seen from the machine: what it listens on is in a network of its own.</summary>
/// <param name="Container">The engine's id.</param>
/// <param name="Address">Where the machine reaches the container.</param>
/// <param name="Logging">Ends when all that it wrote is in the revision's log.</param>
internal sealed record ContainerProcess(string Container, int Pid, ulong StartTicks, IPAddress Address, Task<int?> Exited, Task Logging)
    : ServiceProcess(Pid, StartTicks, new ProcessTree(Pid > 0 ? Pid : NoSession, $"DEPLOYMCP_CONTAINER={Container}"), Exited)
{
    /// <summary>Of one that has ended already: 0 would be the session of the kernel's own threads.</summary>
    private const int NoSession = int.MaxValue;

    /// <summary>What the engine said when the program could not even be started.</summary>
    public string? StartError { get; init; }

    public override bool IsIsolated => true;

    public static ContainerProcess NotStarted(string container, string error)
        => new(container, 0, 0, IPAddress.None, Task.FromResult<int?>(null), Task.CompletedTask) { StartError = error };

    /// <summary>Without the engine's own resolver, which listens inside containers too.</summary>
    public override List<ListeningSocket> Sockets()
    {
        try
        {
            return ListeningSockets.Read($"/proc/{Pid}/net").FindAll(s => !s.EndPoint.Address.Equals(IPAddress.Parse("127.0.0.11")));
        }
        catch (IOException)
        {
            // It has ended in between.
            return [];
        }
    }

    /// <summary>The network is the container's own: all that listens there is its.</summary>
    public override List<ListeningSocket> Owned(IReadOnlyCollection<ListeningSocket> sockets) => [.. sockets];

    public override IPEndPoint Reachable(IPEndPoint listener) => new(Address, listener.Port);
}
