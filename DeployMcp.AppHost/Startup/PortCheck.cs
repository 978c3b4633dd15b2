using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using DeployMcp.AppHost.Settings;

namespace DeployMcp.AppHost.Startup;

internal static class PortCheck
{
    /// <param name="patience">How long the last run's processes get to let go of a port.</param>
    /// <exception cref="StartupException">A port is taken; all that are taken are named.</exception>
    public static void RequireFree(IReadOnlyList<(string Name, int Port)> ports, TimeSpan patience)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var taken = ports.Where(p => !IsFree(p.Port)).ToList();
            if (taken.Count == 0)
            {
                return;
            }

            if (waited.Elapsed >= patience)
            {
                throw new StartupException(string.Join(" ", taken.Select(Describe)));
            }

            Thread.Sleep(200);
        }
    }

    private static string Describe((string Name, int Port) taken)
        => $"port {taken.Port} ({taken.Name}) is taken. Stop what listens there (ss -ltnp 'sport = :{taken.Port}' shows it), or set another: Ports__{taken.Name}={taken.Port + 10000}.";

    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
