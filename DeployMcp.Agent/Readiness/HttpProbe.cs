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

    /// <summary>What is read of an answer beyond its first bytes.</summary>
    private const int MostDrained = 256 * 1024;
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(5);

    public static async Task<HttpAnswer> AskAsync(IPEndPoint endPoint, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        var answer = HttpAnswer.NotHttp;
        try
        {
            await socket.ConnectAsync(endPoint, limit.Token);
            var request = $"GET / HTTP/1.1\r\nHost: localhost:{endPoint.Port}\r\nUser-Agent: deploymcp-health\r\nAccept: */*\r\nConnection: close\r\n\r\n";
            await socket.SendAsync(Encoding.ASCII.GetBytes(request), limit.Token);
            answer = await IsHttpAsync(socket, limit.Token) ? HttpAnswer.Http : HttpAnswer.NotHttp;
        }
        catch (SocketException)
        {
            answer = HttpAnswer.NotHttp;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            answer = HttpAnswer.Silent;
        }
        finally
        {
            if (answer == HttpAnswer.Http)
                _ = DrainAsync(socket);
            else
                socket.Dispose();
        }

        return answer;
    }

    /// <summary>
    /// Reads the rest while the caller goes on: to hang up in the middle of an answer resets the connection, and a simple
    /// server whose write fails ends itself.
    /// </summary>
    private static async Task DrainAsync(Socket socket)
    {
        using var limit = new CancellationTokenSource(DrainTime);
        try
        {
            var rest = new byte[16 * 1024];
            for (var total = 0; total < MostDrained;)
            {
                var read = await socket.ReceiveAsync(rest, limit.Token);
                if (read == 0)
                    break;

                total += read;
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // The answer was seen; how the connection ends changes nothing.
        }
        finally
        {
            socket.Dispose();
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
