using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace DeployMcp.Tests.Fixtures.BuildKit;

/// <summary>
/// A socket of buildkitd's own API in front of a Docker Engine, which has that API behind an upgrade of its HTTP one
/// (<c>POST /grpc</c>): on a path, or with mutual TLS on a port. It can be torn down in the middle of a build.
/// </summary>
public sealed class BuildKitBridge : IDisposable
{
    private const string OnPaths = "unix://";

    private readonly Socket _listener;
    private readonly ConcurrentBag<Socket> _open = [];
    private readonly string _engine;
    private readonly TestCertificates? _certificates;

    private BuildKitBridge(Socket listener, string address, string engine, TestCertificates? certificates)
    {
        (_listener, Address, _engine, _certificates) = (listener, address, engine, certificates);
        _listener.Listen();
        _ = AcceptAsync();
    }

    public string Address { get; }

    public static BuildKitBridge OnPath(string path, string engine)
    {
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        return new BuildKitBridge(listener, OnPaths + path, engine, null);
    }

    /// <summary>A new one where this one was.</summary>
    public BuildKitBridge Again() => OnPath(Address[OnPaths.Length..], _engine);

    /// <summary>As buildkitd with <c>--tlscacert</c>: whoever has no certificate of that authority is turned away.</summary>
    public static BuildKitBridge OnPort(string engine, TestCertificates certificates)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return new BuildKitBridge(listener, $"tcp://127.0.0.1:{((IPEndPoint)listener.LocalEndPoint!).Port}", engine, certificates);
    }

    /// <summary>Nobody answers any more, and who is connected is cut off.</summary>
    public void Dispose()
    {
        _listener.Dispose();
        if (Address.StartsWith(OnPaths, StringComparison.Ordinal))
        {
            File.Delete(Address[OnPaths.Length..]);
        }

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
            await using var near = await SecureAsync(new NetworkStream(client, ownsSocket: true));
            await engine.ConnectAsync(new UnixDomainSocketEndPoint(_engine));
            await using var far = new NetworkStream(engine, ownsSocket: true);
            await far.WriteAsync(Encoding.ASCII.GetBytes("POST /grpc HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"));
            var answer = new StringBuilder();
            var one = new byte[1];
            while (!answer.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await far.ReadAsync(one) > 0)
            {
                answer.Append((char)one[0]);
            }

            await await Task.WhenAny(near.CopyToAsync(far), far.CopyToAsync(near));
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException or ObjectDisposedException)
        {
            // Either side has gone, or was turned away.
        }

        client.Dispose();
        engine.Dispose();
    }

    private async Task<Stream> SecureAsync(NetworkStream stream)
    {
        if (_certificates is null)
        {
            return stream;
        }

        var secure = new SslStream(stream);
        await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
        {
            ServerCertificate = _certificates.Server,
            ClientCertificateRequired = true,
            ApplicationProtocols = [SslApplicationProtocol.Http2],
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null && _certificates.HasSigned(certificate),
        });
        return secure;
    }
}
