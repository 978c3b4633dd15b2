using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace DeployMcp.Tests.Fixtures;

/// <summary>Ports of this machine on which nobody listens now, each given to one test of this run only.</summary>
public static class FreePorts
{
    private static readonly ConcurrentDictionary<int, bool> Given = new();

    public static int Next()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var port = ((IPEndPoint)listener.LocalEndpoint).Port;
            if (Given.TryAdd(port, true))
            {
                return port;
            }
        }
    }

    public static int[] Take(int count) => [.. Enumerable.Range(0, count).Select(_ => Next())];
}
