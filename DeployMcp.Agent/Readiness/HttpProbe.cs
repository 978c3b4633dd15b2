using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DeployMcp.Agent.Readiness;

internal enum HttpAnswer
{
    /// <summary>Any status at all.</summary>
    Http,

    /// <summary>It said something else, or hung up without a word.</summary>
    NotHttp,

    /// <summary>It took the connection and said nothing in time.</summary>
    Silent,
}

/// <summary>One <c>GET /</c> over a connection of its own (RFC 9112); only the first bytes of the answer matter.</summary>
internal static class HttpProbe
{
    private const int StatusStart = 5;

    public static async Task<HttpAnswer> AskAsync(IPEndPoint endPoint, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        using var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(endPoint, limit.Token);
            var request = $"GET / HTTP/1.1\r\nHost: localhost:{endPoint.Port}\r\nUser-Agent: deploymcp-health\r\nAccept: */*\r\nConnection: close\r\n\r\n";
            await socket.SendAsync(Encoding.ASCII.GetBytes(request), limit.Token);
            return await IsHttpAsync(socket, limit.Token) ? HttpAnswer.Http : HttpAnswer.NotHttp;
        }
        catch (SocketException)
        {
            return HttpAnswer.NotHttp;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return HttpAnswer.Silent;
        }
    }

    private static async Task<bool> IsHttpAsync(Socket socket, CancellationToken cancellationToken)
    {
        var answer = new byte[StatusStart];
        var length = 0;
        while (length < StatusStart)
        {
            var read = await socket.ReceiveAsync(answer.AsMemory(length), cancellationToken);
            if (read == 0)
                return false;

            length += read;
        }

        return answer.AsSpan().SequenceEqual("HTTP/"u8);
    }
}
