using System.Net;
using System.Net.Sockets;

namespace DeployMcp.Tests.EndToEnd;

/// <summary>Browsers send every name under localhost to this machine (RFC 6761 section 6.3); the system's resolver need not.</summary>
public static class LoopbackConnection
{
    public static async ValueTask<Stream> OpenAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, context.DnsEndPoint.Port), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
