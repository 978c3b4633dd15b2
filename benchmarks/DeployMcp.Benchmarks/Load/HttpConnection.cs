using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DeployMcp.Benchmarks.Load;

/// <summary>One kept-alive HTTP/1.1 connection, one request at a time.</summary>
internal sealed class HttpConnection : IDisposable
{
    private readonly Socket _socket;
    private byte[] _buffer = new byte[64 * 1024];
    private int _length;

    private HttpConnection(Socket socket) => _socket = socket;

    public static async Task<HttpConnection> OpenAsync(int port)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
        return new HttpConnection(socket);
    }

    /// <summary>Sends the request and reads its whole answer; its status.</summary>
    /// <exception cref="InvalidOperationException">The connection was closed in the middle of the answer.</exception>
    public async ValueTask<int> ExchangeAsync(ReadOnlyMemory<byte> request)
    {
        await _socket.SendAsync(request);
        _length = 0;
        while (!AnswerFraming.IsComplete(_buffer.AsSpan(0, _length)))
        {
            if (_length == _buffer.Length)
                Array.Resize(ref _buffer, _buffer.Length * 2);

            var read = await _socket.ReceiveAsync(_buffer.AsMemory(_length));
            _length += read > 0 ? read : throw new InvalidOperationException($"The server closed the connection after: {Text()}");
        }

        return AnswerFraming.Status(_buffer.AsSpan(0, _length));
    }

    /// <summary>The last answer's body, with its chunks' sizes where it came in chunks.</summary>
    public string LastBody() => Text()[Text().IndexOf("\r\n\r\n", StringComparison.Ordinal)..];

    public void Dispose() => _socket.Dispose();

    private string Text() => Encoding.UTF8.GetString(_buffer, 0, _length);
}
