using System.Net;
using System.Net.Sockets;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// Listens on the port that clients know and passes each connection on to one of the ports behind, in turn. It stands only where the two
/// differ: with replicas, or with a port and another target port.
/// </summary>
internal sealed class EndpointProxy : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TcpListener[] _listeners;
    private readonly int[] _behind;
    private readonly Task _accepting;
    private int _next;

    public EndpointProxy(int port, int[] behind)
    {
        _behind = behind;
        _listeners = [.. new[] { IPAddress.Loopback, IPAddress.IPv6Loopback }.Where(IsSupported).Select(a => new TcpListener(a, port))];
        foreach (var listener in _listeners)
        {
            listener.Start();
        }

        _accepting = Task.WhenAll(_listeners.Select(AcceptAsync));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (var listener in _listeners)
        {
            listener.Stop();
        }

        await _accepting;
        _stop.Dispose();
    }

    private static bool IsSupported(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork || Socket.OSSupportsIPv6;

    private async Task AcceptAsync(TcpListener listener)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                _ = PassOnAsync(await listener.AcceptTcpClientAsync(_stop.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // A client that went away while being accepted, or our own end; the loop's condition tells them apart.
            }
        }
    }

    /// <summary>A connection that breaks on one side is closed on the other: there is no one else to tell.</summary>
    private async Task PassOnAsync(TcpClient client)
    {
        using (client)
        {
            using var server = new TcpClient();
            try
            {
                var port = _behind[(int)((uint)Interlocked.Increment(ref _next) % _behind.Length)];
                await server.ConnectAsync("localhost", port, _stop.Token);
                var up = CopyAsync(client, server);
                var down = CopyAsync(server, client);
                await Task.WhenAll(up, down);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                client.Client.Close(0);
            }
        }
    }

    private async Task CopyAsync(TcpClient from, TcpClient to)
    {
        await from.GetStream().CopyToAsync(to.GetStream(), _stop.Token);
        to.Client.Shutdown(SocketShutdown.Send);
    }
}
