using System.Net;
using System.Net.Sockets;
using DeployMcp.Agent.Readiness;

namespace DeployMcp.Tests.Agent.Readiness;

public sealed class HttpProbeTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new(Deadline);

    public HttpProbeTests() => _listener.Start();

    private IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    public void Dispose()
    {
        _stop.Dispose();
        _listener.Dispose();
    }

    [Fact]
    public async Task AskAsync_AnswerThatComesInPieces_IsReadToItsEnd()
    {
        var asked = HttpProbe.AskAsync(EndPoint, Deadline, _stop.Token);
        using var server = await _listener.AcceptSocketAsync(_stop.Token);
        await server.ReceiveAsync(new byte[4096], _stop.Token);
        await server.SendAsync("HTTP/1.1 200 OK\r\ncontent-length: 200000\r\n\r\n"u8.ToArray(), _stop.Token);

        Assert.Equal(HttpAnswer.Http, await asked);
        for (var i = 0; i < 20; i++)
        {
            // A connection that was reset throws here.
            await server.SendAsync(new byte[10_000], _stop.Token);
        }

        server.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await server.ReceiveAsync(new byte[1], _stop.Token));
    }

    [Fact]
    public async Task AskAsync_ConnectionThatEndsWithoutAWord_IsNotHttp()
    {
        var asked = HttpProbe.AskAsync(EndPoint, Deadline, _stop.Token);
        using (await _listener.AcceptSocketAsync(_stop.Token))
        {
        }

        Assert.Equal(HttpAnswer.NotHttp, await asked);
    }

    [Fact]
    public async Task AskAsync_NoAnswerInTime_IsSilent()
    {
        var asked = HttpProbe.AskAsync(EndPoint, TimeSpan.FromMilliseconds(200), _stop.Token);
        using var server = await _listener.AcceptSocketAsync(_stop.Token);

        Assert.Equal(HttpAnswer.Silent, await asked);
    }
}
