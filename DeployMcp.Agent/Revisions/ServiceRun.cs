using System.Net;
using DeployMcp.Agent.Containers;
using DeployMcp.Agent.Processes;
using DeployMcp.Agent.State;

namespace DeployMcp.Agent.Revisions;

/// <summary>One life of a service's processes, from launch or adoption to the end.</summary>
/// <param name="port">Handed over as PORT.</param>
/// <param name="logStart">Length of the log in bytes when it was launched.</param>
internal sealed class ServiceRun(ServiceProcess process, int port, long logStart)
{
    public ServiceProcess Process => process;

    public int Port => port;

    public long LogStart => logStart;

    /// <summary>Where it answered its probe.</summary>
    public IPEndPoint? EndPoint { get; set; }

    /// <summary>The engine's id when it is a container.</summary>
    public string? Container { get; init; }

    /// <summary>Set in bytes when it was killed for using more than its limit.</summary>
    public long? OverLimitBytes { get; set; }

    /// <summary>Out-of-memory kills that the kernel had already counted in its cgroup when it was launched.</summary>
    public long EarlierKernelKills { get; init; }

    public SavedProcess ToSaved() => new(process.Pid, process.StartTicks, port, EndPoint?.ToString(), logStart, Container, (process as ContainerProcess)?.Address.ToString());
}
