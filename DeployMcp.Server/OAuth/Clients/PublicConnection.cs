using System.Net;
using System.Net.Sockets;
using DeployMcp.Platform.Network;

namespace DeployMcp.Server.OAuth.Clients;

/// <summary>Connections to the public internet alone. The address is checked where it is used, after the name was resolved.</summary>
internal static class PublicConnection
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(3);

    /// <param name="loopback">Whether this machine may be reached too.</param>
    public static SocketsHttpHandler NewHandler(bool loopback) => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        ConnectTimeout = ConnectTimeout,
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        MaxResponseHeadersLength = 16,
        ConnectCallback = (context, cancellationToken) => ConnectAsync(context.DnsEndPoint, loopback, cancellationToken),
    };

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint host, bool loopback, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(host.Host, cancellationToken);
        if (addresses.Length == 0 || !Array.TrueForAll(addresses, a => PublicInternet.Has(a) || (loopback && IPAddress.IsLoopback(a))))
        {
            throw new HttpRequestException($"The host {host.Host} is not on the public internet.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, host.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
