using DeployMcp.LibSql.Hrana.Json;
using DeployMcp.LibSql.Streams;
using DeployMcp.LibSql.Tokens;

namespace DeployMcp.LibSql.Pipelines;

/// <summary>One request over HTTP on its stream, and where its answer goes.</summary>
internal sealed record HranaExchange<T>(HttpContext Context, T Request, StreamExchange Stream)
{
    public JsonOutput Output => Stream.Output;

    public StreamRequestHandler Handler => Stream.Handler;

    public bool IsClosed => Stream.Stream.Stream.IsClosed;

    /// <returns>The next baton, or null.</returns>
    public string? Release() => Stream.Streams.Release(Stream.Stream);

    /// <returns>What <see cref="Release"/> is going to return unless the stream is closed.</returns>
    public string NextBaton() => Stream.Streams.Announce(Stream.Stream);

    public CancellationTokenSource Cancellation() => Stream.Stream.Stream.Database.RequestCancellation(Context.RequestAborted);
}

internal sealed record StreamExchange(HttpStream Stream, StreamTable Streams, StreamRequestHandler Handler, JsonOutput Output);

internal static class StreamExchanges
{
    public static StreamExchange Exchange(this HttpStream stream, TokenAccess access, JsonOutput output, StreamTable streams)
        => new(stream, streams, new StreamRequestHandler(stream.Stream, access, output), output);
}
