using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace DeployMcp.Tests.Fixtures.BuildKit;

/// <summary>
/// A socket of buildkitd's own API in front of a Docker Engine, which has that API behind an upgrade of its HTTP one
/// (<c>POST /grpc</c>). It can be torn down in the middle of a build.
/// </summary>
public sealed class BuildKitBridge : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly ConcurrentBag<Socket> _open = [];
    private readonly string _path;
    private readonly string _engine;

    public BuildKitBridge(string path, string engine)
    {
        (_path, _engine) = (path, engine);
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen();
        _ = AcceptAsync();
    }

    public string Address => $"unix://{_path}";

    /// <summary>Nobody answers any more, and who is connected is cut off.</summary>
    public void Dispose()
    {
        _listener.Dispose();
        File.Delete(_path);
        foreach (var socket in _open)
        {
            socket.Dispose();
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Torn down.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        var engine = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _open.Add(client);
        _open.Add(engine);
        try
        {
            await engine.ConnectAsync(new UnixDomainSocketEndPoint(_engine));
            await engine.SendAsync(Encoding.ASCII.GetBytes("POST /grpc HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"));
            var answer = new StringBuilder();
            var one = new byte[1];
            while (!answer.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await engine.ReceiveAsync(one) > 0)
            {
                answer.Append((char)one[0]);
            }

            await Task.WhenAny(CopyAsync(client, engine), CopyAsync(engine, client));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Either side has gone.
        }

        client.Dispose();
        engine.Dispose();
    }

    private static async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer)) > 0)
            {
                for (var sent = 0; sent < read;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent));
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Either side has gone.
        }
    }
}
