using System.Diagnostics;
using System.Text;
using DeployMcp.Benchmarks.Load;
using DeployMcp.Benchmarks.Statistics;

namespace DeployMcp.Benchmarks.Webhooks;

/// <summary>What became of the deliveries.</summary>
internal sealed class DeliveryAnswers
{
    private readonly List<double> _milliseconds = [];

    /// <summary>Answered with no success: GitHub would count these as failed.</summary>
    public int Refused { get; private set; }

    public double Percentile(double percent) => Sample.Percentile(_milliseconds, percent);

    /// <summary>A connection on which one request, of nobody, has been refused: neither side is measured while it is compiled.</summary>
    public static async Task<HttpConnection> ConnectAsync(int port)
    {
        var connection = await HttpConnection.OpenAsync(port);
        await connection.ExchangeAsync(Encoding.ASCII.GetBytes("POST /webhooks/github HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"));
        return connection;
    }

    /// <summary>Takes requests from the stack until it is empty, one after the other.</summary>
    public async Task CollectAsync(HttpConnection connection, Stack<byte[]> waiting)
    {
        while (TryTake(waiting) is { } request)
        {
            var sent = Stopwatch.GetTimestamp();
            var status = await connection.ExchangeAsync(request);
            Record(Stopwatch.GetElapsedTime(sent), status is 200 or 202);
        }
    }

    private static byte[]? TryTake(Stack<byte[]> waiting)
    {
        lock (waiting)
            return waiting.TryPop(out var request) ? request : null;
    }

    private void Record(TimeSpan took, bool taken)
    {
        lock (_milliseconds)
        {
            _milliseconds.Add(took.TotalMilliseconds);
            Refused += taken ? 0 : 1;
        }
    }
}
