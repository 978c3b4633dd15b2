using System.Net;
using System.Net.Sockets;
using DeployMcp.Agent.Configuration;

namespace DeployMcp.Agent.Processes;

/// <summary>Every port of the range is taken: this machine runs no more services.</summary>
internal sealed class NoFreePortException(string message) : Exception(message);

/// <summary>
/// Finds ports for services. A port is tried by binding it and let go again, so another program may still take it before the
/// service does: whoever launches must be ready to try once more.
/// </summary>
internal sealed class PortAllocator(AgentSettings settings)
{
    private readonly Lock _gate = new();
    private readonly HashSet<int> _reserved = [];

    /// <exception cref="NoFreePortException">Every port of the range is taken.</exception>
    public int Reserve()
    {
        var count = settings.LastServicePort - settings.FirstServicePort + 1;
        var start = Random.Shared.Next(count);
        lock (_gate)
        {
            for (var i = 0; i < count; i++)
            {
                var port = settings.FirstServicePort + ((start + i) % count);
                if (!_reserved.Contains(port) && IsFree(port))
                {
                    _reserved.Add(port);
                    return port;
                }
            }
        }

        throw new NoFreePortException($"No port between {settings.FirstServicePort} and {settings.LastServicePort} is free.");
    }

    /// <summary>A port that an adopted service already uses.</summary>
    public void Keep(int port)
    {
        lock (_gate)
        {
            _reserved.Add(port);
        }
    }

    public void Release(int port)
    {
        lock (_gate)
        {
            _reserved.Remove(port);
        }
    }

    private static bool IsFree(int port)
        => CanBind(IPAddress.Any, port) && (!Socket.OSSupportsIPv6 || CanBind(IPAddress.IPv6Any, port));

    private static bool CanBind(IPAddress address, int port)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
