using System.Net;

namespace DeployMcp.Agent.Edge;

/// <summary>Forwards to a service's own HTTP server, HTTP/1.1 both ways, body by body as it comes.</summary>
internal sealed class ForwardingBackend : Backend
{
    /// <summary>
    /// Shorter than any server's own limit (Node.js has 5 seconds, some have 2): a request must not go out on a connection that
    /// the service is just closing. A new connection on loopback costs next to nothing.
    /// </summary>
    private static readonly TimeSpan IdleConnection = TimeSpan.FromSeconds(1);

    private readonly HttpMessageInvoker _upstream;
    private readonly string _origin;

    public ForwardingBackend(IPEndPoint service)
    {
        _origin = $"http://{service}";
        _upstream = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionIdleTimeout = IdleConnection,
            RequestHeaderEncodingSelector = (_, _) => System.Text.Encoding.Latin1,
            ResponseHeaderEncodingSelector = (_, _) => System.Text.Encoding.Latin1,
        });
    }

    public override async Task<Delivery> ServeAsync(HttpContext context)
    {
        using var request = UpstreamRequest.Create(context, _origin);
        if (request is null)
        {
            await EdgePages.BadRequestAsync(context);
            return Delivery.Done;
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, Aborted);
        try
        {
            using var response = await _upstream.SendAsync(request, ended.Token);
            await UpstreamResponse.RelayAsync(response, context, ended.Token);
            return Delivery.Done;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException or InvalidOperationException)
        {
            return await FailAsync(context, e);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _upstream.Dispose();

        base.Dispose(disposing);
    }

    private async Task<Delivery> FailAsync(HttpContext context, Exception error)
    {
        if (context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
        {
            // A response cut short must not look like a whole one.
            context.Abort();
            return Delivery.Done;
        }

        context.Response.Clear();
        switch (error)
        {
            case HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError }:
                return Delivery.NotSent;
            case HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } when IsRepeatable(context):
                return Delivery.Unanswered;
            case OperationCanceledException when Aborted.IsCancellationRequested:
                await EdgePages.UnavailableAsync(context);
                return Delivery.Done;
            default:
                await EdgePages.BadGatewayAsync(context);
                return Delivery.Done;
        }
    }

    private static bool IsRepeatable(HttpContext context)
        => !UpstreamRequest.HasBody(context)
            && (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) || HttpMethods.IsOptions(context.Request.Method));
}
