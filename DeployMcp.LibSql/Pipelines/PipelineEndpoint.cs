using DeployMcp.LibSql.Hrana;

namespace DeployMcp.LibSql.Pipelines;

/// <summary>
/// <c>POST /v2/pipeline</c>, <c>/v3/pipeline</c> and <c>/v3-protobuf/pipeline</c> (Hrana 3, "Execute a pipeline of requests").
/// Results are sent as they come, so the baton, which is known last, comes after them.
/// </summary>
internal static class PipelineEndpoint
{
    public static Task ServeAsync(HttpContext context, IHranaEncoding encoding)
        => context.RequestServices.GetRequiredService<HranaHttp>().ServeAsync(
            context, new HttpAnswer(encoding, encoding.PipelineContentType, HranaHttp.RewindBytes), encoding.ReadPipelineAsync, request => request.Baton, RunAsync);

    private static async Task RunAsync(HranaExchange<PipelineRequest> exchange)
    {
        exchange.Writer.BeginPipeline();
        using var cancellation = exchange.Cancellation();
        foreach (var request in exchange.Request.Requests)
        {
            await AnswerAsync(exchange, request, cancellation.Token);
            await exchange.Writer.Output.DrainIfFullAsync(cancellation.Token);
        }

        exchange.Writer.EndPipeline(exchange.Release());
    }

    private static async ValueTask AnswerAsync(HranaExchange<PipelineRequest> exchange, StreamRequest request, CancellationToken cancellationToken)
    {
        if (exchange.IsClosed)
            throw new HranaRefusedException("STREAM_CLOSED", "Stream for this baton was closed");
        var writer = exchange.Writer;
        var mark = writer.Output.Mark();
        try
        {
            writer.BeginResult();
            await exchange.Handler.AnswerAsync(request, cancellationToken);
            writer.EndResult();
        }
        catch (HranaException e)
        {
            // A stream whose client went away would only keep its transaction until it expires.
            exchange.Context.RequestAborted.ThrowIfCancellationRequested();
            writer.Output.Rewind(mark);
            writer.FailResult(e.Error);
        }
    }
}
