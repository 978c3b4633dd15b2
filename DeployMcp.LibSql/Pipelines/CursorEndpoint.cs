using DeployMcp.LibSql.Hrana;

namespace DeployMcp.LibSql.Pipelines;

/// <summary>
/// <c>POST /v3/cursor</c> and <c>/v3-protobuf/cursor</c> (Hrana 3, "Execute a batch using a cursor"): the baton, then the entries.
/// The stream stays in use until the last one.
/// </summary>
internal static class CursorEndpoint
{
    /// <summary>Bytes sent together.</summary>
    private const int Chunk = 64 * 1024;

    public static Task ServeAsync(HttpContext context, IHranaEncoding encoding)
        => context.RequestServices.GetRequiredService<HranaHttp>()
            .ServeAsync(context, new HttpAnswer(encoding, encoding.CursorContentType, Chunk), encoding.ReadCursorAsync, request => request.Baton, RunAsync);

    private static async Task RunAsync(HranaExchange<CursorRequest> exchange)
    {
        exchange.Writer.CursorHead(exchange.NextBaton());
        using var cancellation = exchange.Cancellation();
        await exchange.Handler.RunAsync(exchange.Request.Batch, exchange.Writer.CursorEntries(), cancellation.Token);
        exchange.Release();
    }
}
