using System.IO.Compression;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Net.Http.Headers;

namespace DeployMcp.GitServer.SmartHttp;

/// <summary>How a copy from the client into git ended.</summary>
internal enum CopyEnd
{
    /// <summary>All of the request has been handed over.</summary>
    Complete,

    /// <summary>git read no further: it has what it needs, or has failed.</summary>
    GitClosed,
}

/// <summary>The request's body as a stream that may be as long as it likes, unpacked.</summary>
internal static class RequestBody
{
    private const int BufferSize = 128 * 1024;

    /// <summary>Null when it is packed in a way that we don't know.</summary>
    public static Stream? Open(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        // A client that compresses deltas is silent for a while; the idle limit takes this one's place.
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        return context.Request.Headers[HeaderNames.ContentEncoding].ToString() switch
        {
            "" or "identity" => context.Request.Body,
            "gzip" or "x-gzip" => new GZipStream(context.Request.Body, CompressionMode.Decompress),
            _ => null,
        };
    }

    /// <param name="idle">The longest that the client may send nothing.</param>
    /// <exception cref="OperationCanceledException">The client has gone or been silent for too long.</exception>
    public static async Task<CopyEnd> CopyAsync(Stream body, Stream git, TimeSpan idle, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        int read;
        while ((read = await ReadAsync(body, buffer, idle, cancellationToken)) > 0)
        {
            try
            {
                await git.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
            catch (IOException)
            {
                return CopyEnd.GitClosed;
            }
        }

        return CopyEnd.Complete;
    }

    /// <summary>
    /// Reads what the client still sends, up to <paramref name="most"/> bytes, and forgets it: a client that is still sending
    /// doesn't listen yet. False when there would be more.
    /// </summary>
    public static async Task<bool> DrainAsync(Stream body, long most, TimeSpan idle, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        while (most > 0)
        {
            var read = await ReadAsync(body, buffer, idle, cancellationToken);
            if (read == 0)
            {
                return true;
            }

            most -= read;
        }

        return false;
    }

    private static async Task<int> ReadAsync(Stream body, byte[] buffer, TimeSpan idle, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(idle);
        return await body.ReadAsync(buffer, limit.Token);
    }
}
