using System.Net;
using System.Net.Sockets;

namespace DeployMcp.Benchmarks.Processes;

public static class FreePorts
{
    /// <summary>Different ports on which nothing listens at this moment.</summary>
    public static int[] Take(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(l => l.Start());
        var ports = listeners.Select(l => ((IPEndPoint)l.LocalEndpoint).Port).ToArray();
        listeners.ForEach(l => l.Dispose());
        return ports;
    }

    public static int TakeOne() => Take(1)[0];
}
