using DeployMcp.LibSql.Hrana;
using DeployMcp.LibSql.Hrana.Json;

namespace DeployMcp.LibSql.Pipelines;

/// <summary>
/// <c>POST /v3/cursor</c> (Hrana 3, "Execute a batch using a cursor"): a line with the baton, then a line for each entry. The
/// stream stays in use until the last one.
/// </summary>
internal static class CursorEndpoint
{
    /// <summary>Bytes sent together.</summary>
    private const int Chunk = 64 * 1024;

    public static Task ServeAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain";
        return context.RequestServices.GetRequiredService<HranaHttp>().ServeAsync(context, Chunk, JsonRequests.Cursor, request => request.Baton, RunAsync);
    }

    private static async Task RunAsync(HranaExchange<CursorRequest> exchange)
    {
        var output = exchange.Output;
        output.Raw("{\"baton\":"u8).String(exchange.NextBaton()).Raw(",\"base_url\":null}\n"u8);
        using var cancellation = exchange.Cancellation();
        var sink = new JsonCursorSink(output, () => output.Raw("\n"u8), output.DrainIfFullAsync);
        await exchange.Handler.RunAsync(exchange.Request.Batch, sink, cancellation.Token);
        exchange.Release();
    }
}
