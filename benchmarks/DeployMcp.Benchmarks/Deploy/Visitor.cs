using System.Net;
using System.Net.Sockets;
using DeployMcp.Benchmarks.Processes;

namespace DeployMcp.Benchmarks.Deploy;

/// <summary>Someone who opens a URL. Names under localhost are this machine, as browsers have it (RFC 6761 section 6.3).</summary>
internal sealed class Visitor : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    private readonly HttpClient _http = new(new SocketsHttpHandler { ConnectCallback = OpenAsync }) { Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>The text of a 200, else null.</summary>
    public async Task<string?> TryReadAsync(string url)
    {
        try
        {
            using var answer = await _http.GetAsync(url);
            return answer.StatusCode == HttpStatusCode.OK ? await answer.Content.ReadAsStringAsync() : null;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    /// <param name="daemon">What is expected to answer, where it is a process of ours: its end ends the wait.</param>
    public Task WaitForAsync(string url, string text, Daemon? daemon = null) => Poll.UntilAsync(
        async () => daemon is { HasExited: true }
            ? throw new InvalidOperationException($"It ended: {daemon.Output}")
            : await TryReadAsync(url) == text,
        Deadline,
        () => $"{url} did not answer '{text}'");

    /// <summary>Reads a response that does not end, until it is cut off or cancelled.</summary>
    public async Task HoldAsync(string url, CancellationToken cancellationToken)
    {
        try
        {
            await using var body = await _http.GetStreamAsync(url, cancellationToken);
            await body.CopyToAsync(Stream.Null, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            // Cut off with what served it, or no longer wanted.
        }
    }

    public void Dispose() => _http.Dispose();

    private static async ValueTask<Stream> OpenAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, context.DnsEndPoint.Port), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
