using DeployMcp.LibSql.Hrana;
using DeployMcp.LibSql.Hrana.Json;

namespace DeployMcp.LibSql.Pipelines;

/// <summary>
/// <c>POST /v2/pipeline</c> and <c>/v3/pipeline</c> (Hrana 3, "Execute a pipeline of requests"). Results are sent as they come,
/// so the baton, which is known last, is the last member.
/// </summary>
internal static class PipelineEndpoint
{
    public static Task ServeAsync(HttpContext context)
        => context.RequestServices.GetRequiredService<HranaHttp>()
            .ServeAsync(context, HranaHttp.RewindBytes, JsonRequests.Pipeline, request => request.Baton, RunAsync);

    private static async Task RunAsync(HranaExchange<PipelineRequest> exchange)
    {
        var output = exchange.Output;
        output.Raw("{\"results\":["u8);
        using var cancellation = exchange.Cancellation();
        for (var i = 0; i < exchange.Request.Requests.Count; i++)
        {
            if (i > 0)
                output.Raw(","u8);
            await AnswerAsync(exchange, exchange.Request.Requests[i], cancellation.Token);
        }

        output.Raw("],\"baton\":"u8).String(exchange.Release()).Raw(",\"base_url\":null}"u8);
    }

    private static async ValueTask AnswerAsync(HranaExchange<PipelineRequest> exchange, StreamRequest request, CancellationToken cancellationToken)
    {
        if (exchange.IsClosed)
            throw new HranaRefusedException("STREAM_CLOSED", "Stream for this baton was closed");
        var output = exchange.Output;
        var mark = output.Mark();
        try
        {
            output.Raw("{\"type\":\"ok\",\"response\":"u8);
            await exchange.Handler.AnswerAsync(request, cancellationToken);
        }
        catch (HranaException e)
        {
            // A stream whose client went away would only keep its transaction until it expires.
            exchange.Context.RequestAborted.ThrowIfCancellationRequested();
            output.Rewind(mark);
            output.Raw("{\"type\":\"error\",\"error\":"u8);
            JsonValues.Error(output, e.Error);
        }

        output.Raw("}"u8);
    }
}
