using System.Diagnostics;

namespace DeployMcp.Benchmarks.Load;

/// <summary>
/// The same request over and over, on a number of kept-alive connections, the next one when the last is answered. It works on
/// bare sockets with bytes made once, so that on a machine of few cores most of the time is the server's.
/// </summary>
/// <param name="port">On loopback.</param>
/// <param name="request">A whole HTTP/1.1 request.</param>
/// <param name="expected">What every answer must hold, for it to be an answer at all; the first of each connection is searched for it.</param>
public sealed class HttpLoad(int port, byte[] request, string expected)
{
    private const int MaxRequestsPerConnection = 200_000;

    /// <exception cref="InvalidOperationException">A request was not answered with 200, or a first answer lacks what is expected.</exception>
    public async Task<LoadResult> RunAsync(int connections, TimeSpan duration)
    {
        var clients = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => HttpConnection.OpenAsync(port)));
        try
        {
            var begin = Stopwatch.GetTimestamp();
            var end = begin + (long)(duration.TotalSeconds * Stopwatch.Frequency);
            var ticks = await Task.WhenAll(clients.Select(client => Task.Run(() => RepeatAsync(client, end))));
            return LoadResult.Of([.. ticks.SelectMany(t => t)], Stopwatch.GetElapsedTime(begin));
        }
        finally
        {
            foreach (var client in clients)
                client.Dispose();
        }
    }

    private async Task<List<long>> RepeatAsync(HttpConnection connection, long end)
    {
        var ticks = new List<long>(4096);
        while (ticks.Count < MaxRequestsPerConnection)
        {
            var sent = Stopwatch.GetTimestamp();
            if (sent >= end)
                break;

            if (await connection.ExchangeAsync(request) is var status && status != 200)
                throw new InvalidOperationException($"Port {port} answered {status} after {ticks.Count} requests: {connection.LastBody()}");

            ticks.Add(Stopwatch.GetTimestamp() - sent);
            if (ticks.Count == 1 && !connection.LastBody().Contains(expected, StringComparison.Ordinal))
                throw new InvalidOperationException($"The answer lacks '{expected}': {connection.LastBody()}");
        }

        return ticks;
    }
}
